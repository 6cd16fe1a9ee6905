<?php
/* papers.php - the rules about what is read rather than compiled: the pages made of the sources, the manifests, the snippets and links of the documents. */
declare(strict_types=1);

/* docs/reference.md, stubs/appnet.php and package.xml are what dev.d/docs makes of the sources, and the sources say all that it needs. */
function docs(Tree $tree): void
{
    if (!$tree->has('ext/appnet.stub.php')) {
        return;
    }
    $said = $tree->shell([PHP_BINARY, '-n', dirname(__DIR__, 2) . '/dev.d/docs', '--root', $tree->root, '--check']);
    foreach (array_filter(explode("\n", $said)) as $line) {
        preg_match('~^([^:]+):(\d+): (.*)$~', $line, $m) ? $tree->say($m[1], (int) $m[2], $m[3]) : $tree->say('dev.d/docs', 1, $line);
    }
}

/* composer.json is one that PIE understands, and lists the options of configure that are not for developers of appnet. */
function manifest(Tree $tree): void
{
    if (!$tree->has('composer.json')) {
        return;
    }
    $composer = json_decode($tree->read('composer.json'), true);
    if (($composer['type'] ?? '') !== 'php-ext' || ($composer['php-ext']['extension-name'] ?? '') !== 'appnet') {
        $tree->say('composer.json', 1, 'is not that of a php-ext named appnet');
    }
    if (isset($composer['version'])) {
        $tree->say('composer.json', 1, 'has a version: the one place for it is ext/php_appnet.h');
    }
    preg_match_all('~^PHP_ARG_(ENABLE|WITH)\(\[(?!appnet)([\w-]+)\]~m', $tree->read('config.m4'), $m, PREG_SET_ORDER);
    $there = array_map(fn (array $option) => strtolower($option[1]) . "-$option[2]", $m);
    $listed = array_column($composer['php-ext']['configure-options'] ?? [], 'name');
    foreach (array_diff($there, $listed) as $name) {
        $tree->say('composer.json', 1, "does not list --$name of config.m4");
    }
    foreach (array_diff($listed, $there) as $name) {
        $tree->say('composer.json', 1, "lists --$name, which config.m4 does not have");
    }
}

/** @return string[] */
function documents(Tree $tree): array
{
    return $tree->files('*.md', 'docs/*.md', 'bench/*.md', 'examples/*/*.md');
}

/* Whoever copies a snippet of PHP out of a document gets PHP. (Those that are whole programs are run: tests/install.) */
function snippets(Tree $tree): void
{
    foreach (documents($tree) as $path) {
        preg_match_all('~^```php\n(.*?)^```~ms', $text = $tree->read($path), $m, PREG_OFFSET_CAPTURE);
        foreach ($m[1] as [$code, $at]) {
            $opened = str_starts_with($code, '<?php') ? $code : "<?php\n$code";
            $said = $tree->shell([PHP_BINARY, '-n', '-d', 'display_errors=1', '-l'], $opened);
            if (!str_starts_with($said, 'No syntax errors')) {
                preg_match('~^PHP.*|^Parse.*|.*error.*~m', $said, $why);
                $tree->say($path, substr_count($text, "\n", 0, $at) + 1, 'this snippet is no PHP: ' . trim($why[0] ?? $said));
            }
        }
    }
}

/* The headings of a document as GitHub names them in links. */
function anchors(string $text): array
{
    preg_match_all('~^#+ (.+)$~m', preg_replace('~^```.*?^```~ms', '', $text), $m);
    return array_map(fn (string $heading) => str_replace(' ', '-', preg_replace('~[^\p{L}\p{N} _-]~u', '', strtolower(trim($heading)))), $m[1]);
}

/* A link to a file or a heading of ours leads there. */
function links(Tree $tree): void
{
    foreach (documents($tree) as $path) {
        preg_match_all('~\]\((?!\w+:)([^)#\s]*)(?:#([^)\s]*))?\)~', $text = $tree->read($path), $m, PREG_SET_ORDER | PREG_OFFSET_CAPTURE);
        foreach ($m as $link) {
            $line = substr_count($text, "\n", 0, $link[0][1]) + 1;
            $target = $link[1][0] === '' ? $path : ltrim(dirname($path) . '/' . $link[1][0], './');
            $target = preg_replace('~[^/]+/\.\./~', '', $target);
            if (!file_exists("$tree->root/$target")) {
                $tree->say($path, $line, "leads nowhere: {$link[1][0]}");
            } elseif (isset($link[2]) && str_ends_with($target, '.md') && !in_array($link[2][0], anchors($tree->read($target)), true)) {
                $tree->say($path, $line, "$target has no heading #{$link[2][0]}");
            }
        }
    }
}
