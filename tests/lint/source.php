<?php
/* source.php - a C file as the rules see it: its text, and its text with comments and literals blanked, line by line. */
declare(strict_types=1);

final class Source
{
    public string $text;
    /** @var string[] as written */
    public array $lines;
    /** @var string[] comments gone, literals empty, the same line numbers */
    public array $code;

    public function __construct(string $root, public string $path)
    {
        $this->text = file_get_contents("$root/$path");
        $this->lines = explode("\n", rtrim($this->text, "\n"));
        $this->code = explode("\n", rtrim(self::blank($this->text), "\n"));
    }

    public function isHeader(): bool
    {
        return str_ends_with($this->path, '.h');
    }

    /* The folder below core/, or null for a file that is not of the core. */
    public function layer(): ?string
    {
        return preg_match('~^core/([^/]+)/~', $this->path, $m) ? $m[1] : null;
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

    private static function blank(string $text): string
    {
        $pattern = '~/\*.*?\*/|//[^\n]*|"(?:\\\\.|[^"\\\\\n])*"|\'(?:\\\\.|[^\'\\\\\n])+\'~s';
        return preg_replace_callback($pattern, function (array $m): string {
            $first = $m[0][0];
            return $first === '/' ? ' ' . str_repeat("\n", substr_count($m[0], "\n")) : $first . $first;
        }, $text);
    }
}
