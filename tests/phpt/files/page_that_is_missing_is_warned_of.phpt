--TEST--
page: one that is missing at the start is warned of
--FILE--
<?php
require __DIR__ . '/../inc/docs.inc';

$docs = new Docs(['404.html' => 'x']);
$s = documents($docs, [APPNET_HTTP_404_PAGE => '404.html', APPNET_HTTP_50X_PAGE => '50x.html']);
$s->stop();
preg_match_all('~warning: .* page .*~', str_replace($docs->path, 'DIR', $s->log()), $m);
echo implode("\n", $m[0]), "\n";
?>
--EXPECT--
warning: there is no page 50x.html below the docs root DIR
