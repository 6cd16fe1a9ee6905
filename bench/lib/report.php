<?php
/* report.php - the result for people (a table) and for programs (build/bench/result.json). */
declare(strict_types=1);

function keep(Bench $bench, array $result): void
{
    $json = json_encode($result, JSON_PRETTY_PRINT | JSON_UNESCAPED_SLASHES | JSON_UNESCAPED_UNICODE | JSON_PARTIAL_OUTPUT_ON_ERROR);
    file_put_contents("$bench->build/result.json.new", "$json\n");
    rename("$bench->build/result.json.new", "$bench->build/result.json");
}

function report(array $result): void
{
    $about = $result['about'];
    $beside = isset($about['extensions']['before']);
    printf("\n%s, %d cores, Linux %s, PHP %s, %s, commit %s%s%s\n%s\n", $about['cpu'], $about['cores'], $about['kernel'], $about['php'],
        $about['date'], $about['commit'] ?? 'none', $about['changed'] ? ' with changes' : '', $result['options']['quick'] ? ', QUICK: a look, not a result' : '',
        $beside ? "before: commit {$about['before']}, {$about['extensions']['before']}\n" : '');
    $lines = [array_merge(['', 'appnet', '(least … most)', 'yardstick', '', 'ratio', 'goal', ''], $beside ? ['before', 'new/before'] : [])];
    foreach ($result['goals'] as $row) {
        $lines[] = array_merge(cells($row), $beside ? besideCells($row) : []);
    }
    printTable($lines);
    foreach ($result['failed'] as $name => $why) {
        echo "\n$name FAILED: $why";
    }
    $verdicts = array_count_values(array_column($result['goals'], 'verdict'));
    printf("\n%d reached, %d short, %d not measured, %d failed. All numbers: build/bench/result.json\n", $verdicts['reached'] ?? 0,
        $verdicts['short'] ?? 0, $verdicts['not measured'] ?? 0, count($result['failed']));
}

function cells(array $row): array
{
    $goal = $row['goal'] === null ? '' : ($row['sense'] > 0 ? '≥ ' : '≤ ') . figure($row['goal']) . ($row['scale'] === 'own' ? " {$row['unit']}" : ' ×');
    $ratio = $row['ours'] !== null && $row['theirs'] ? figure($row['ours'] / $row['theirs']) . ' ×' : '';
    return [
        $row['what'], quantity($row['ours'], $row['unit']), $row['spread'] ? '(' . figure($row['spread'][0]) . ' … ' . figure($row['spread'][1]) . ')' : '',
        quantity($row['theirs'], $row['unit']), $row['yardstick'] ?? '', $ratio, $goal, strtoupper($row['verdict']),
    ];
}

/* The other build's number, and ours over it; of memory the difference. */
function besideCells(array $row): array
{
    if ($row['ours'] === null || !$row['before']) {
        return ['', ''];
    }
    $more = $row['ours'] - $row['before'];
    $isMemory = in_array($row['unit'], ['B', 'MiB'], true);
    return [quantity($row['before'], $row['unit']), $isMemory ? ($more > 0 ? '+' : '') . quantity($more, $row['unit']) : figure($row['ours'] / $row['before']) . ' ×'];
}

function quantity(?float $value, string $unit): string
{
    return $value === null ? '-' : figure($value) . " $unit";
}

/* Three or four significant digits, thousands apart. */
function figure(float $value): string
{
    $size = abs($value);
    return number_format($value, $size >= 100 || $size == round($size) ? 0 : ($size >= 10 ? 1 : 2), '.', ',');
}

function printTable(array $lines): void
{
    $widths = [];
    foreach ($lines as $line) {
        foreach ($line as $i => $cell) {
            $widths[$i] = max($widths[$i] ?? 0, mb_width($cell));
        }
    }
    foreach ($lines as $line) {
        $padded = array_map(fn (string $cell, int $i) => pad($cell, $widths[$i], in_array($i, [1, 3, 5, 8, 9], true)), $line, array_keys($line));
        echo rtrim(implode('  ', $padded)), "\n";
    }
}

/* Columns of a text, one per character: enough for what stands here. (mbstring may be missing.) */
function mb_width(string $text): int
{
    return preg_match_all('/./u', $text);
}

function pad(string $text, int $width, bool $right): string
{
    $space = str_repeat(' ', $width - mb_width($text));
    return $right ? $space . $text : $text . $space;
}
