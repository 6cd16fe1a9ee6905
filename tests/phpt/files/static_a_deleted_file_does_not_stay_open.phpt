--TEST--
static: a deleted file does not stay open when nobody asks for it
--FILE--
<?php
require __DIR__ . '/../inc/docs.inc';

$docs = new Docs(['large.txt' => str_repeat('x', 100000)]);
$s = answering(function () {}, [APPNET_HTTP_DOCS_ROOT => $docs->path]);

/* Of all children of the supervisor. */
function deleted(Served $s): int
{
    $n = 0;
    foreach (preg_split('~\s+~', trim((string) @file_get_contents("/proc/$s->pid/task/$s->pid/children"))) as $pid) {
        foreach ((array) @scandir("/proc/$pid/fd") as $fd) {
            $n += preg_match('~large\.txt \(deleted\)$~', (string) @readlink("/proc/$pid/fd/$fd"));
        }
    }
    return $n;
}

echo strlen($s->web()->ask('GET', '/large.txt')->body), "\n";
unlink("$docs->path/large.txt");
echo await(function () use ($s) { return deleted($s) === 0 ? 'closed' : null; }, 'the file to be closed'), "\n";
?>
--EXPECT--
100000
closed
