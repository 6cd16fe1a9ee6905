<?php
/* rows.php - the lists of changes, read.
 *
 *   core/ipc/users.c: unit:users_test phpt:users_are_found      a file, and the tests that are to notice what follows
 *   @ bool an_users_next(                                       (if need be) a text that stands once in the file: the next - is looked for behind it
 *   - n != len || memcmp(                                       a part of one line: the only one of its kind, or the first behind the @
 *   + n != len && memcmp(                                       what stands in its place; nothing: it goes
 *
 * A test is GROUP:NAME: unit, prop, kill, race, e2e and chaos are programs, phpt are files; a * in a name means all of them. A line that begins with # is a
 * remark.
 */
declare(strict_types=1);

final class DoesNotFit extends RuntimeException
{
}

final class Row
{
    public function __construct(
        public readonly string $list,
        public readonly string $file,
        /** @var string[] */
        public readonly array $tests,
        public readonly ?string $behind,
        public readonly string $old,
        public readonly string $new,
    ) {
    }

    /* The source with the change in it. */
    public function applied(string $text): string
    {
        $from = 0;
        if ($this->behind !== null) {
            if (substr_count($text, $this->behind) !== 1) {
                throw new DoesNotFit("\"$this->behind\" does not stand there once");
            }
            $from = strpos($text, $this->behind) + strlen($this->behind);
        }
        $times = substr_count($text, $this->old, $from);
        if ($times === 0 || ($times > 1 && $this->behind === null)) {
            throw new DoesNotFit($times ? "its line stands there $times times" : 'its line is not there');
        }
        return substr_replace($text, $this->new, strpos($text, $this->old, $from), strlen($this->old));
    }

    public function has(string $word): bool
    {
        return $this->list === $word || str_contains($this->file, $word) || str_contains($this->old, $word);
    }
}

/** @return string[] GROUP:NAME, without stars */
function tests_of(string $words): array
{
    $tests = [];
    foreach (preg_split('~\s+~', trim($words)) as $word) {
        [$group, $name] = explode(':', $word, 2);
        $found = str_contains($name, '*') ? glob(dirname(__DIR__) . '/' . ($group === 'phpt' ? "phpt/*/$name.phpt" : "$group/$name.c")) : ["$name."];
        foreach (preg_grep('~_help\.c$~', $found, PREG_GREP_INVERT) as $path) {
            $tests[] = "$group:" . basename(substr($path, 0, strrpos($path, '.')));
        }
    }
    return array_values(array_unique($tests));
}

/** @return Row[] */
function rows_of(string $list): array
{
    $rows = [];
    $tests = [];
    $file = $behind = $old = null;
    foreach (file($list, FILE_IGNORE_NEW_LINES) as $i => $line) {
        $rest = (string) substr($line, 2);
        if ($line === '' || $line[0] === '#') {
            continue;
        } elseif ($line[0] === '@') {
            $behind = $rest;
        } elseif ($line[0] === '-') {
            $old = $rest;
        } elseif ($line[0] === '+' && $file !== null && $old !== null) {
            $rows[] = new Row(basename($list, '.list'), $file, $tests, $behind, $old, $rest);
            $behind = $old = null;
        } elseif (preg_match('~^((?:core|ext)/\S+\.c): (\w+:\S.*)$~', $line, $m) && $old === null) {
            [, $file, $words] = $m;
            $tests = tests_of($words);
        } else {
            exit("not ok - $list:" . ($i + 1) . ": is no row: $line\n");
        }
    }
    return $rows;
}

/** @return Row[] those that any of the words is about; no words: all */
function rows_read(string $folder, array $words): array
{
    $rows = array_merge(...array_map('rows_of', glob("$folder/*.list")));
    return array_values(array_filter($rows, fn (Row $row) => !$words || array_filter($words, fn (string $word) => $row->has($word))));
}
