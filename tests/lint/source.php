<?php
/* source.php - a C file as the rules see it: its text, its code and its comments, line by line. */
declare(strict_types=1);

final class Source
{
    public string $text;
    /** @var string[] as written */
    public array $lines;
    /** @var string[] comments gone, literals empty, the same line numbers */
    public array $code;
    /** @var string[] only the comments, the same line numbers */
    public array $comments;

    public function __construct(string $root, public string $path)
    {
        $this->text = file_get_contents("$root/$path");
        $this->lines = explode("\n", rtrim($this->text, "\n"));
        [$code, $comments] = self::split($this->text);
        $this->code = explode("\n", rtrim($code, "\n"));
        $this->comments = explode("\n", $comments);
    }

    public function isHeader(): bool
    {
        return str_ends_with($this->path, '.h');
    }

    /* The folder below core/, "conn/http", or null for a file that is not of the core. */
    public function layer(): ?string
    {
        return preg_match('~^core/(.+)/[^/]+$~', $this->path, $m) ? $m[1] : null;
    }

    /* What x.c, x.h and x_in.h have in common. */
    public function module(): string
    {
        return preg_replace('~(_in)?\.[ch]$~', '', $this->path);
    }

    /** @return array{int, string[], string}[] stretches without an empty line: the index of the first line, the lines of code, the comments */
    public function paragraphs(): array
    {
        $found = [];
        $from = 0;
        foreach (array_merge($this->lines, ['']) as $i => $line) {
            if (trim($line) === '') {
                $found[] = [$from, array_slice($this->code, $from, $i - $from), implode("\n", array_slice($this->comments, $from, $i - $from))];
                $from = $i + 1;
            }
        }
        return $found;
    }

    /** @return array<int, string> line number => what is included, with its quotes or brackets */
    public function includes(): array
    {
        $found = [];
        foreach ($this->lines as $i => $line) {
            if (preg_match('~^\s*#\s*include\s*([<"][^>"]+[>"])~', $line, $m)) {
                $found[$i + 1] = $m[1];
            }
        }
        return $found;
    }

    /** @return array{string, string} the text without its comments and with empty literals; its comments */
    private static function split(string $text): array
    {
        $pattern = '~/\*.*?\*/|//[^\n]*|"(?:\\\\.|[^"\\\\\n])*"|\'(?:\\\\.|[^\'\\\\\n])+\'~s';
        $code = $comments = '';
        $at = 0;
        preg_match_all($pattern, $text, $found, PREG_OFFSET_CAPTURE);
        foreach ($found[0] as [$piece, $from]) {
            $between = substr($text, $at, $from - $at);
            $lines = str_repeat("\n", substr_count($piece, "\n"));
            $is_comment = $piece[0] === '/';
            $code .= $between . ($is_comment ? " $lines" : $piece[0] . $piece[0]);
            $comments .= str_repeat("\n", substr_count($between, "\n")) . ($is_comment ? $piece : '');
            $at = $from + strlen($piece);
        }
        return [$code . substr($text, $at), $comments];
    }
}
