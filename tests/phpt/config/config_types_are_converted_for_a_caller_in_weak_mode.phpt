--TEST--
config: types are converted for a caller in weak mode, as PHP's own functions do it
--FILE--
<?php
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
setOption [1,"4"]: fine
setOption [1,4]: fine
setOption [1,true]: fine
setOption [1,"four"]: TypeError
setOption [1,4.5]: TypeError
setOption [1,null]: TypeError
setOption [1,[4]]: TypeError
setOption ["1",4]: fine
setOption ["number",4]: TypeError
setOption [102,5]: fine
setOption [102,[]]: TypeError
setOption [7,"0"]: fine
setOption [7,"no"]: TypeError
listenHttp [0,{"10":"5"}]: fine
listenHttp [0,{"10":[]}]: TypeError
on ["2","strlen"]: fine
on ["RECV","strlen"]: TypeError
on [2,"no_such_function"]: TypeError
on [2,5]: TypeError
