--TEST--
config: the class has these methods
--FILE--
<?php
require __DIR__ . '/../inc/harness.inc';

foreach ((new ReflectionClass('appnetServer'))->getMethods() as $method) {
    $parameters = [];
    foreach ($method->getParameters() as $p) {
        $parameters[] = ($p->isOptional() ? '?' : '') . $p->getName();
    }
    echo $method->getName(), '(', implode(', ', $parameters), ")\n";
}
?>
--EXPECT--
__construct(host, port)
on(event, callback)
addEventListener(event, callback)
setEventCallback(event, callback)
setOption(option, value)
listenHttp(port, ?options)
listenWebsocket(port, ?options)
run()
send(fd, data, ?opcode)
lastError()
close(fd, ?code, ?reason)
closeInfo()
sendMany(fds, data, ?opcode)
ping(fd, ?data)
exists(fd)
connectionInfo(fd)
connections()
bind(fd, uid)
connectionsOf(uid)
subscribe(fd, topic)
unsubscribe(fd, ?topic)
publish(topic, data, ?opcode, ?exceptFd)
broadcast(data, ?opcode, ?exceptFd)
subscribers(topic)
topics()
getHeader()
getRequest()
answer(fd, body, ?status, ?headers)
setHeader(name, value, ?replace)
setCookie(name, ?value, ?expires_or_options, ?path, ?domain, ?secure, ?httponly)
httpRespCode(status, ?body)
httpRedirect(url, ?status)
write(fd, chunk, ?timeoutMs)
end(fd, ?chunk, ?timeoutMs)
sendFile(fd, path, ?offset, ?length)
timerAdd(ms, callback, ?params)
timerAfter(ms, callback, ?params)
timerRemove(id)
addAsynTask(data, ?taskWorker)
taskCallback(data, taskid, to)
sendMessage(worker, data)
getInfo()
