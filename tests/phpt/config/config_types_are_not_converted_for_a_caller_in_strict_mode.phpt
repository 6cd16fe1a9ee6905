--TEST--
config: types are not converted for a caller in strict mode
--FILE--
<?php
declare(strict_types=1);
require __DIR__ . '/../inc/types.inc';

types(function ($method, $arguments) {
    try {
        (new appnetServer('127.0.0.1', 0))->$method(...$arguments);
        return 'fine';
    } catch (Throwable $e) {
        return get_class($e);
    }
});
?>
--EXPECT--
setOption [1,"4"]: TypeError
setOption [1,4]: TypeError
setOption [1,true]: TypeError
setOption [1,"four"]: TypeError
setOption [1,4.5]: TypeError
setOption [1,null]: TypeError
setOption [1,[4]]: TypeError
setOption ["1",4]: TypeError
setOption ["number",4]: TypeError
setOption [102,5]: TypeError
setOption [102,[]]: TypeError
setOption [7,"0"]: TypeError
setOption [7,"no"]: TypeError
listenHttp [0,{"10":"5"}]: TypeError
listenHttp [0,{"10":[]}]: TypeError
on ["2","strlen"]: TypeError
on ["RECV","strlen"]: TypeError
on [2,"no_such_function"]: TypeError
on [2,5]: TypeError
