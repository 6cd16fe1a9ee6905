<?php
/* surface.php - the PHP surface as the sources have it: methods from the stub, options, events and other constants from the tables in C, the version, the
 * history. Nothing is built and nothing is loaded for it. What is missing or cannot be understood is a complaint that names file and line.
 */
declare(strict_types=1);

final class Complaint extends RuntimeException
{
    public function __construct(string $path, int $line, string $what)
    {
        parent::__construct("$path:$line: $what");
    }
}

/* A file, and where in it something stands. */
final class Text
{
    public string $text;

    public function __construct(string $root, public string $path)
    {
        $this->text = is_file("$root/$path") ? file_get_contents("$root/$path") : throw new Complaint($path, 1, 'is not there');
    }

    public function line(int $offset): int
    {
        return substr_count($this->text, "\n", 0, $offset) + 1;
    }

    /* What stands between two marks, and where it begins. */
    public function between(string $from, string $to): array
    {
        $a = strpos($this->text, $from);
        $b = $a === false ? false : strpos($this->text, $to, $a);
        if ($b === false) {
            throw new Complaint($this->path, 1, "there is no \"$from … $to\"");
        }
        return [substr($this->text, $a + strlen($from), $b - $a - strlen($from)), $a + strlen($from)];
    }

    public function find(string $pattern): array
    {
        return preg_match($pattern, $this->text, $m) ? $m : throw new Complaint($this->path, 1, "nothing matches $pattern");
    }
}

/* A doc comment: text in paragraphs, "Where:", and its tags. */
final class Doc
{
    /** @var string[] blocks of lines */
    public array $blocks = [];
    public string $where = '', $return = '';
    /** @var array<string, string> */
    public array $params = [];
    /** @var array<array{string, string}> */
    public array $throws = [];

    public function __construct(string $comment)
    {
        $text = preg_replace('~^\s*/\*\*\s?|\s*\*/$~', '', $comment);
        $text = preg_replace('~^[ \t]*\*[ ]?~m', '', $text);
        [$prose, $tags] = preg_split('~^(?=@)~m', "$text\n@", 2);
        foreach (preg_split('~\n\s*\n~', trim($prose), -1, PREG_SPLIT_NO_EMPTY) as $block) {
            if (str_starts_with($block, 'Where: ')) {
                $this->where = self::joined(substr($block, 7));
            } else {
                $this->blocks[] = preg_match('~^- ~', $block) ? $block : self::joined($block);
            }
        }
        foreach (preg_split('~^@~m', trim($tags, "@\n"), -1, PREG_SPLIT_NO_EMPTY) as $tag) {
            $this->tag(self::joined($tag));
        }
    }

    private function tag(string $tag): void
    {
        if (preg_match('~^param (\S+) \$(\w+) (.+)~', $tag, $m)) {
            $this->params[$m[2]] = $m[3];
        } elseif (preg_match('~^return (\S+) (.+)~', $tag, $m)) {
            $this->return = $m[2];
        } elseif (preg_match('~^throws (\S+) (.+)~', $tag, $m)) {
            $this->throws[] = [$m[1], $m[2]];
        }
    }

    /* The names in a list like "- a, b (int): …". */
    public function keys(): array
    {
        preg_match_all('~^- ([^:]+):~m', implode("\n", $this->blocks), $m);
        return preg_split('~, ~', preg_replace('~ \([^)]*\)~', '', implode(', ', $m[1])), -1, PREG_SPLIT_NO_EMPTY);
    }

    private static function joined(string $text): string
    {
        return preg_replace('~\s*\n\s*~', ' ', trim($text));
    }
}

final class Surface
{
    public string $version;
    /** @var array<string, array{class: ReflectionClass, doc: Doc}> */
    public array $classes = [];
    /** @var array<string, array<string, array{method: ReflectionMethod, doc: Doc, alias: ?string}>> by chapter */
    public array $chapters = [];
    /** @var array<array{name: string, value: int, kind: string, range: string, default: string, what: string, alias: ?string}> */
    public array $options = [];
    /** @var array<array{name: string, value: int, what: string}> */
    public array $protocols = [], $opcodes = [];
    /** @var array<array{name: string, value: int, args: string, where: string, what: string}> */
    public array $events = [];
    /** @var array<array{name: string, default: ?string, what: string}> null: what configure was told */
    public array $settings = [];
    /** @var array<string, string> */
    private array $defines = [];

    public function __construct(public readonly string $root)
    {
        $this->version = $this->text('ext/php_appnet.h')->find('~PHP_APPNET_VERSION "(\d+\.\d+\.\d+)"~')[1];
        $this->readStub();
        $this->readDefines();
        $this->readOptions();
        $this->readEvents();
        $this->readSettings();
        $this->checkCounters();
    }

    public function text(string $path): Text
    {
        return new Text($this->root, $path);
    }

    /* --- the stub: it is PHP, so PHP reads it --- */

    private function readStub(): void
    {
        $stub = $this->text('ext/appnet.stub.php');
        require "$this->root/$stub->path";
        preg_match_all('~^\s*/\* == (.+) == \*/~m', $stub->text, $m, PREG_OFFSET_CAPTURE);
        $chapters = array_map(fn (array $c) => [$stub->line($c[1]), $c[0]], $m[1]);
        preg_match_all('~^(?:final )?class (\w+)~m', $stub->text, $m);
        foreach ($m[1] as $name) {
            $class = new ReflectionClass($name);
            $this->classes[$name] = ['class' => $class, 'doc' => $this->doc($stub, $class)];
        }
        foreach ((new ReflectionClass('appnetServer'))->getMethods() as $method) {
            $this->addMethod($stub, $method, $chapters);
        }
    }

    private function doc(Text $stub, ReflectionClass|ReflectionMethod $of): Doc
    {
        $comment = $of->getDocComment() ?: throw new Complaint($stub->path, $of->getStartLine(), $of->name . ' has no doc comment');
        return new Doc($comment);
    }

    private function addMethod(Text $stub, ReflectionMethod $method, array $chapters): void
    {
        $doc = $this->doc($stub, $method);
        $alias = preg_match('~@implementation-alias \w+::(\w+)~', $method->getDocComment(), $m) ? $m[1] : null;
        $lacks = match (true) {
            !$doc->blocks => 'what it does',
            $doc->where === '' && !$alias => '"Where:"',
            (string) $method->getReturnType() !== '' && $doc->return === '' => '@return, a type and what it means',
            default => '',
        };
        foreach ($method->getParameters() as $p) {
            $lacks = $lacks ?: (isset($doc->params[$p->name]) ? '' : "@param, a type, \$$p->name and what it is");
        }
        if ($lacks) {
            throw new Complaint($stub->path, $method->getStartLine(), "the doc comment of $method->name() lacks $lacks");
        }
        $chapter = '';
        foreach ($chapters as [$line, $name]) {
            $chapter = $line < $method->getStartLine() ? $name : $chapter;
        }
        $this->chapters[$chapter][$method->name] = ['method' => $method, 'doc' => $doc, 'alias' => $alias];
    }

    /* --- the tables in C --- */

    private function readDefines(): void
    {
        foreach (['core/ground/limits.h', 'core/ipc/board.h', 'core/ipc/registry.h', 'core/protocol/ws/frame.h', 'core/ground/config.h', 'core/ground/options.c', 'ext/options.h'] as $path) {
            $text = preg_replace('~\\\\\n~', ' ', $this->text($path)->text);
            preg_match_all('~^[ \t]*#[ \t]*define[ \t]+(\w+)[ \t]+(.+?)[ \t]*(/\*.*)?$~m', $text, $m, PREG_SET_ORDER);
            foreach ($m as [, $name, $value]) {
                $this->defines[$name] = $value;
            }
            preg_match_all('~^enum \w+ \{([^}]*)\}~m', $text, $m);
            foreach ($m[1] as $body) {
                $this->addEnum($body);
            }
        }
    }

    private function addEnum(string $body): void
    {
        $next = '0';
        foreach (preg_split('~,~', preg_replace('~/\*.*?\*/~s', '', $body)) as $item) {
            if (preg_match('~^\s*(\w+)\s*(?:=\s*(.+?))?\s*$~s', $item, $m)) {
                $this->defines[$m[1]] = $m[2] ?? $next;
                $next = "($m[1]) + 1";
            }
        }
    }

    /* The value of an integer expression in C, as simple as those in tables are. */
    public function number(string $expression): int
    {
        for ($depth = 0; $depth < 30 && preg_match('~\b[A-Za-z_]~', $expression); $depth++) {
            $expression = preg_replace('~\((zend_long|u?int\d+_t|size_t)\)|(?<=\d)[uUlL]+\b~', '', $expression);
            $expression = preg_replace_callback('~\b[A-Za-z_]\w*~', fn ($m) => '(' . ($this->defines[$m[0]] ?? '?') . ')', $expression);
        }
        if (!preg_match('~^(?:0x[\da-fA-F]+|[\d\s()+*/<|-])+$~', $expression)) {
            throw new Complaint('core/ground/options.c', 1, "cannot work out \"$expression\"");
        }
        return eval("return intdiv($expression, 1);");
    }

    /* @return array<array{int, string, string[]}> line, what is said above it, the fields of each row in a table */
    private function rows(Text $file, string $from): array
    {
        [$table, $at] = $file->between($from, "\n};");
        preg_match_all('~(?:/\*\s*((?:(?!\*/).)*?)\s*\*/\s*)?\{([^{}]*)\},~s', $table, $m, PREG_SET_ORDER | PREG_OFFSET_CAPTURE);
        return array_map(fn (array $row) => [
            $file->line($at + $row[2][1]),
            preg_replace('~\s*\n\s*\*?\s*~', ' ', $row[1][1] < 0 ? '' : $row[1][0]),
            array_map(fn (string $field) => trim($field, " \n\""), explode(',', $row[2][0])),
        ], $m);
    }

    private function readOptions(): void
    {
        $file = $this->text('core/ground/options.c');
        [$table, $at] = $file->between('an_options[] = {', "\n};");
        preg_match_all('~(?:/\*\s*((?:(?!\*/).)*?)\s*\*/\s*)?\b([A-Z]+)\(([^()]*)\),~s', $table, $m, PREG_SET_ORDER | PREG_OFFSET_CAPTURE);
        $seen = [];
        foreach ($m as [, $said, [$kind], [$row, $offset]]) {
            $fields = preg_split('~,\s*~', $row);
            [$name, $number] = [trim($fields[0], '"'), $fields[1]];
            $default = $fields[3] ?? '';
            [$min, $max] = $kind === 'FLAG' ? ['0', '1'] : [$fields[4] ?? '0', $fields[5] ?? '0'];
            $what = preg_replace('~\s*\n\s*\*?\s*~', ' ', $said[1] < 0 ? '' : $said[0]);
            $alias = $seen[$number] ?? null;
            $seen[$number] ??= $name;
            if ($what === '' && !$alias) {
                throw new Complaint($file->path, $file->line($at + $offset), "no word above $name on what it is: docs/reference.md needs it");
            }
            $this->options[] = ['name' => $name, 'value' => $this->number($number), 'kind' => $kind === 'SILENCE' ? 'TIME' : $kind, 'min' => $this->number($min),
                'max' => $this->number($max), 'default' => $default === 'NULL' ? '' : $default, 'what' => $what, 'alias' => $alias];
        }
        $file = $this->text('ext/options.c');
        foreach ($this->rows($file, '} protocols[] = {') as [$line, $what, $row]) {
            $this->protocols[] = ['name' => $row[0], 'value' => $this->number($row[1]), 'what' => $what];
        }
        preg_match_all('~/\*\s*((?:(?!\*/).)*?)\s*\*/\s*constant_register\("(\w+)", (\w+), ~s', $file->text, $m, PREG_SET_ORDER);
        foreach ($m as [, $what, $name, $value]) {
            $this->opcodes[] = ['name' => $name, 'value' => $this->number($value), 'what' => preg_replace('~\s*\n\s*\*?\s*~', ' ', $what)];
        }
    }

    private function readEvents(): void
    {
        $file = $this->text('ext/events.c');
        $header = $this->text('ext/events.h');
        $this->addEnum($header->between('enum appnet_event {', '};')[0]);
        foreach ($this->rows($file, '} events[] = {') as [$line, $what, $row]) {
            if (!preg_match('~^\(([^)]*)\) ([^:]+): (.+)$~', $what, $m)) {
                throw new Complaint($file->path, $line, "above $row[0] there is no \"(\$arguments) where: what has happened\"");
            }
            $this->events[] = ['name' => $row[0], 'value' => $this->number($row[1]), 'args' => $m[1], 'where' => $m[2], 'what' => $m[3]];
        }
    }

    /* Settings of php.ini: PHP_INI_ENTRY and its kin, each with a remark above it. */
    private function readSettings(): void
    {
        foreach (glob("$this->root/ext/*.c") as $path) {
            $file = $this->text('ext/' . basename($path));
            preg_match_all('~(?:/\*\s*((?:(?!\*/).)*?)\s*\*/\s*)?\b(?:STD_)?PHP_INI_\w+\(\s*"(appnet\.\w+)",\s*("[^"]*"|\w+)~s', $file->text, $m, PREG_SET_ORDER | PREG_OFFSET_CAPTURE);
            foreach ($m as $entry) {
                $what = preg_replace('~\s*\n\s*\*?\s*~', ' ', $entry[1][1] < 0 ? '' : $entry[1][0]);
                if ($what === '') {
                    throw new Complaint($file->path, $file->line($entry[2][1]), "no word above {$entry[2][0]} on what it is");
                }
                $this->settings[] = ['name' => $entry[2][0], 'default' => $entry[3][0][0] === '"' ? trim($entry[3][0], '"') : null, 'what' => $what];
            }
        }
    }

    private function checkCounters(): void
    {
        [$map] = $this->text('core/ipc/board.h')->between('#define AN_COUNTER_MAP(X)', "\n\n");
        preg_match_all('~X\((\w+)\)~', $map, $m);
        $info = $this->chapters['What the server says of itself']['getInfo'] ?? throw new Complaint('ext/appnet.stub.php', 1, 'there is no getInfo()');
        foreach (array_diff($m[1], $info['doc']->keys()) as $counter) {
            throw new Complaint('ext/appnet.stub.php', $info['method']->getStartLine(), "getInfo() has a counter $counter (core/ipc/board.h) that its doc comment lacks");
        }
    }
}
