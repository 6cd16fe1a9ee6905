<?php
/* shell.php - the rule about shell scripts, and the little of their syntax that it takes. */
declare(strict_types=1);

/* Who leaves a pipe before its end, each as it begins a command. What a writer then says too much ends it by SIGPIPE. */
const EARLY_LEAVERS = '~^(
      head\b
    | [ef]?grep\s[^|]*?(?<=\s)(-[A-Za-z]*[qmlL]|--(quiet|silent|max-count|files-with))
    | sed\s(.*[\s\'"/;{$\d])?\d*[qQ]\d*\s*([\'";}]|$)
    | [gmn]?awk\s(?:(?!\bEND\b).)*\bexit\b
    | (\{\s*|\(\s*)?(IFS=\S*\s+)?read\b
    | while\s.*\b(break|return|exit)\b
    | cmp\b
)~xs';

/** @return string[] the shell scripts of the tree, and what else has shell in it */
function scripts(Tree $tree): array
{
    $found = $tree->files('Dockerfile', 'config.m4', 'tests/Makefile');
    foreach ($tree->files('dev', '*.sh', '.ci/*', '*/*', '*/*/*', 'examples/*/*/*') as $path) {
        if (is_file("$tree->root/$path") && !str_starts_with($path, 'build/') && (str_ends_with($path, '.sh') || preg_match('~^#!.*\b(ba|da)?sh\b~', $tree->read($path)))) {
            $found[] = $path;
        }
    }
    return array_values(array_unique($found));
}

/* What may stand in a script where commands do, and in double quotes. The names say what becomes of it. */
const IN_COMMANDS = '~\G(?:(?<gone>(?<![^\s;(])\#[^\n]*|\bdnl\b[^\n]*|\'[^\']*\'|\\\\.|\|\||<<-?\s*[\'"]?(?<word>\w+)[\'"]?.*?\n(?:.*?\n)??\s*\k<word>(?=\n|$))|(?<quote>")|(?<open>\()|(?<close>\))|.)~s';
const IN_QUOTES = '~\G(?:(?<end>")|(?<open>\$\()|(?<gone>\\\\.|\|)|.)~s';

/* A script in which every | is a pipe: there is none left in remarks, in what is quoted, in here-documents, and none of ||. A command in double quotes is one like
 * others. Lengths and lines stay. */
function bare_pipes(string $text): string
{
    $bare = '';
    $around = [];
    $quoted = false;
    while (strlen($bare) < strlen($text) && preg_match($quoted ? IN_QUOTES : IN_COMMANDS, $text, $m, PREG_UNMATCHED_AS_NULL, strlen($bare))) {
        $bare .= isset($m['gone']) ? str_replace('|', '_', $m[0]) : $m[0];
        if (isset($m['quote']) || isset($m['open'])) {
            $around[] = $quoted;
            $quoted = isset($m['quote']);
        } elseif (isset($m['end']) || isset($m['close'])) {
            $quoted = array_pop($around) ?? false;
        }
    }
    return $bare;
}

/* Nobody leaves a pipe before its end: under pipefail, a yes becomes a failure; under set -e, the script ends; now and then. A file, a <<<"$(command)" or a
 * reader that reads on (sed -n 1p, find -quit) is as short. */
function pipes(Tree $tree): void
{
    foreach (scripts($tree) as $path) {
        $text = bare_pipes($tree->read($path));
        preg_match_all('~\|&?(?:[ \t]|\\\\?\n)*(while\b.*?\bdone\b|[^|\n]+)~s', $text, $m, PREG_OFFSET_CAPTURE);
        foreach ($m[1] as [$command, $at]) {
            if (preg_match(EARLY_LEAVERS, $command)) {
                $tree->say($path, substr_count($text, "\n", 0, $at) + 1, 'a pipe into who leaves it early: ' . trim(strtok($command, "\n")));
            }
        }
    }
}
