<?php
/* render.php - what is made of the surface: docs/reference.md for people, stubs/appnet.php for editors, package.xml for PECL, and JSON for the tests. */
declare(strict_types=1);

const MADE = 'Made by ./dev docs from ext/appnet.stub.php, core/ground/options.c, ext/options.c and ext/events.c: change those.';

/* 8388608 as "8 MiB". */
function bytes(int $n): string
{
    foreach (['TiB' => 40, 'GiB' => 30, 'MiB' => 20, 'KiB' => 10] as $unit => $bits) {
        if ($n >= 1 << $bits && $n % (1 << $bits) === 0) {
            return number_format($n >> $bits) . " $unit";
        }
    }
    return number_format($n);
}

/* What an option takes and what it has without being set. */
function option_takes(array $o): string
{
    [$min, $max] = [number_format($o['min']), number_format($o['max'])];
    return match ($o['kind']) {
        'SIZE' => "bytes, $min to " . bytes($o['max']),
        'RATE' => "bytes per second, $min to " . bytes($o['max']),
        'TIME' => "milliseconds, $min to $max (" . intdiv($o['max'], 86400000) . ' days)',
        'FLAG' => 'true or false',
        'PROTOCOLS' => 'one of `APPNET_PROTO_*`',
        'TEXT' => 'a string',
        default => "a number, $min to $max",
    };
}

function option_default(array $o, Surface $s): string
{
    if ($o['kind'] === 'FLAG') {
        return $o['default'] ?: 'false';
    }
    $n = $o['default'] === '' ? 0 : (preg_match('~^"~', $o['default']) ? null : $s->number($o['default']));
    return match ($o['kind']) {
        'PROTOCOLS' => '`APPNET_PROTO_MIX`',
        'TEXT' => $n === 0 ? 'none' : "`$o[default]`",
        'SIZE', 'RATE' => bytes($n),
        default => number_format($n),
    };
}

function option_what(array $o): string
{
    return $o['alias'] ? "The older name of `$o[alias]`." : $o['what'];
}

/* A parameter's default as PHP would write it. */
function default_of(ReflectionParameter $p): string
{
    if ($p->isDefaultValueConstant()) {
        return $p->getDefaultValueConstantName();
    }
    return match ($value = $p->getDefaultValue()) {
        null => 'null', true => 'true', false => 'false', '' => '""', default => json_encode($value),
    };
}

function signature(ReflectionMethod $m): string
{
    $parameters = array_map(
        fn (ReflectionParameter $p) => "{$p->getType()} \$$p->name" . ($p->isOptional() ? ' = ' . default_of($p) : ''),
        $m->getParameters(),
    );
    $returns = $m->getReturnType();
    return ($m->isConstructor() ? 'new appnetServer' : $m->name) . '(' . implode(', ', $parameters) . ')' . ($returns ? ": $returns" : '');
}

/* --- docs/reference.md --- */

function reference_method(array $m): string
{
    $doc = $m['doc'];
    $out = "### {$m['method']->name}\n\n    " . signature($m['method']) . "\n\n";
    if ($m['alias']) {
        return "$out{$doc->blocks[0]} See [{$m['alias']}](#" . strtolower($m['alias']) . ").\n\n";
    }
    $out .= implode("\n\n", [...$doc->blocks, "*Where:* $doc->where"]) . "\n\n";
    $list = [];
    foreach ($doc->params as $name => $what) {
        $list[] = "`\$$name`: $what";
    }
    if ($doc->return !== '' && $doc->return !== 'As above.') {
        $list[] = "*Returns* `{$m['method']->getReturnType()}`: $doc->return";
    }
    foreach ($doc->throws as [$class, $when]) {
        $list[] = "*Throws* `$class`: $when";
    }
    return $out . implode('', array_map(fn (string $item) => "- $item\n", $list)) . ($list ? "\n" : '');
}

function reference(Surface $s): string
{
    $out = '<!-- ' . MADE . " -->\n# Reference\n\nappnet $s->version. [Events](#events) · [Options](#options) · [Other classes](#other-classes) · [Other constants](#other-constants)"
        . ($s->settings ? ' · [Settings in php.ini](#settings-in-phpini)' : '') . ' · ';
    $links = [];
    foreach ($s->chapters as $chapter => $methods) {
        $links[] = "[$chapter](#" . strtolower(str_replace(' ', '-', $chapter)) . ')';
    }
    $out .= implode(' · ', $links) . "\n\n{$s->classes['appnetServer']['doc']->blocks[0]}\n\n"
        . "`\$fd` names a connection for as long as it lives and is never used again. A bad value throws an `InvalidArgumentException`, other misuse an\n"
        . "[appnetException](#appnetexception). What the network does never throws.\n\n";
    foreach ($s->chapters as $chapter => $methods) {
        $out .= "## $chapter\n\n" . implode('', array_map('reference_method', $methods));
    }
    return $out . reference_classes($s) . reference_tables($s);
}

/* All but the one that the chapters are about. */
function reference_classes(Surface $s): string
{
    $out = "## Other classes\n\n";
    foreach (array_diff_key($s->classes, ['appnetServer' => 0]) as $name => ['class' => $class, 'doc' => $doc]) {
        $parents = array_values(array_filter([$class->getParentClass() ? $class->getParentClass()->name : "", ...array_diff($class->getInterfaceNames(), ['Stringable', 'Throwable', 'Traversable'])]));
        $out .= "### $name\n\nIs a" . (preg_match('~^[AEIOU]~', $parents[0] ?? '') ? 'n' : '') . ' `' . implode('`, `', $parents) . "`.\n\n" . implode("\n\n", $doc->blocks) . "\n\n";
    }
    return $out;
}

function reference_tables(Surface $s): string
{
    $out = "## Events\n\n| event | number | called with | where | when |\n| --- | --- | --- | --- | --- |\n";
    foreach ($s->events as $e) {
        $out .= "| `$e[name]` | $e[value] | `$e[args]` | $e[where] | $e[what] |\n";
    }
    $out .= "\n## Options\n\nFor `setOption`, before `run`. Times are in milliseconds, sizes in bytes.\n\n| option | number | takes | default | what it is |\n| --- | --- | --- | --- | --- |\n";
    foreach ($s->options as $o) {
        $out .= "| `$o[name]` | $o[value] | " . option_takes($o) . ' | ' . option_default($o, $s) . ' | ' . option_what($o) . " |\n";
    }
    $out .= "\n## Other constants\n\n| constant | value | what it is |\n| --- | --- | --- |\n";
    foreach (array_merge($s->protocols, $s->opcodes) as $c) {
        $out .= "| `$c[name]` | $c[value] | $c[what] |\n";
    }
    if ($s->settings) {
        $out .= "\n## Settings in php.ini\n\nRead when PHP starts: in php.ini, or on the command line with `-d`.\n\n| setting | default | what it is |\n| --- | --- | --- |\n";
        foreach ($s->settings as $i) {
            $out .= "| `$i[name]` | " . ($i['default'] === null ? 'as configured' : "`$i[default]`") . " | $i[what] |\n";
        }
    }
    return $out;
}

/* --- stubs/appnet.php --- */

function stub(Surface $s): string
{
    $out = "<?php\n\n/* For editors and static analysis: what the extension appnet $s->version brings. Never load it. " . MADE . " */\n\n";
    foreach ($s->options as $o) {
        $out .= stub_constant($o, option_what($o) . ' Takes ' . option_takes($o) . '; default ' . option_default($o, $s) . '.');
    }
    foreach (array_merge($s->protocols, $s->opcodes) as $c) {
        $out .= stub_constant($c, $c['what']);
    }
    foreach ($s->events as $e) {
        $out .= stub_constant($e, "Called as ($e[args]) $e[where]: $e[what]");
    }
    $text = $s->text('ext/appnet.stub.php')->text;
    $text = substr($text, strpos($text, '/** Misuse'));
    return $out . "\n" . preg_replace(['~^\s*/\* == .+? == \*/\n\n~m', '~^\s*\* @implementation-alias.*\n~m'], '', $text);
}

function stub_constant(array $c, string $what): string
{
    return "/** $what */\nconst $c[name] = $c[value];\n";
}

/* --- package.xml --- */

const PACKED = [
    'src' => ['config.m4', 'core/LAYERS', 'core/*/*.[ch]', 'core/*/*/*.[ch]', 'ext/*.[ch]', 'ext/*.stub.php', 'vendor/llhttp/fetch'],
    'doc' => ['*.md', 'LICENSE', 'docs/*.md', 'docs/*.png', 'examples/*.php', 'examples/*/*', 'examples/*/*/*', 'stubs/*.php'],
];

/* The newest entry of the history: "## 1.2.3 (2026-01-31)" and what follows. */
function newest(Surface $s): array
{
    [, $version, $date, $notes] = $s->text('CHANGELOG.md')->find('~^## (\d+\.\d+\.\d+) \((\d{4}-\d\d-\d\d)\)\n+(.*?)\s*(?=^## |\z)~ms');
    if ($version !== $s->version) {
        throw new Complaint('CHANGELOG.md', 1, "its newest version is $version, ext/php_appnet.h says $s->version");
    }
    return [$date, $notes];
}

/* The options of configure that are for users, as composer.json has them. */
function configure_options(Surface $s): array
{
    $composer = json_decode($s->text('composer.json')->text, true);
    return $composer['php-ext']['configure-options'] ?? throw new Complaint('composer.json', 1, 'has no php-ext.configure-options');
}

function package(Surface $s): string
{
    [$date, $notes] = newest($s);
    $files = '';
    foreach (PACKED as $role => $patterns) {
        foreach ($patterns as $pattern) {
            foreach (array_filter(glob("$s->root/$pattern"), 'is_file') as $path) {
                $files .= '   <file name="' . substr($path, strlen($s->root) + 1) . "\" role=\"$role\"/>\n";
            }
        }
    }
    $options = '';
    foreach (configure_options($s) as $o) {
        $options .= "  <configureoption name=\"$o[name]\" default=\"no\" prompt=\"" . htmlspecialchars(rtrim($o['description'], '.'), ENT_XML1) . "?\"/>\n";
    }
    $composer = json_decode($s->text('composer.json')->text, true);
    return strtr(file_get_contents(__DIR__ . '/package.xml.in'), [
        '@SUMMARY@' => htmlspecialchars($composer['description'], ENT_XML1), '@DATE@' => $date, '@VERSION@' => $s->version,
        '@STABILITY@' => version_compare($s->version, '1.0.0') < 0 ? 'beta' : 'stable', '@LICENSE@' => $composer['license'],
        '@NOTES@' => htmlspecialchars($notes, ENT_XML1), '@FILES@' => rtrim($files), '@OPTIONS@' => rtrim($options),
        '@PHP@' => preg_replace('~[^\d.]~', '', $composer['require']['php']) . '.0',
    ]);
}

/* --- for the tests --- */

function as_json(Surface $s): string
{
    $methods = array_map(fn (array $m) => signature($m['method']), array_merge(...array_values($s->chapters)));
    return json_encode([
        'version' => $s->version, 'options' => array_map(fn (array $o) => $o + ['says' => option_default($o, $s)], $s->options),
        'constants' => array_column(array_merge($s->options, $s->protocols, $s->opcodes, $s->events), 'value', 'name'),
        'methods' => $methods, 'settings' => $s->settings, 'info' => $s->chapters['What the server says of itself']['getInfo']['doc']->keys(),
    ], JSON_PRETTY_PRINT | JSON_UNESCAPED_SLASHES) . "\n";
}
