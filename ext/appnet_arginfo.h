/* This is a generated file, edit the .stub.php file instead.
 * Stub hash: 485cacf585540b61ba94c695292673bb2be1a5f5 */

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_class_appnetConnections_current, 0, 0, IS_LONG, 1)
ZEND_END_ARG_INFO()

#define arginfo_class_appnetConnections_key arginfo_class_appnetConnections_current

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_class_appnetConnections_next, 0, 0, IS_VOID, 0)
ZEND_END_ARG_INFO()

#define arginfo_class_appnetConnections_rewind arginfo_class_appnetConnections_next

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_class_appnetConnections_valid, 0, 0, _IS_BOOL, 0)
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_INFO_EX(arginfo_class_appnetServer___construct, 0, 0, 2)
	ZEND_ARG_TYPE_INFO(0, host, IS_STRING, 0)
	ZEND_ARG_TYPE_INFO(0, port, IS_LONG, 0)
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_class_appnetServer_on, 0, 2, _IS_BOOL, 0)
	ZEND_ARG_TYPE_INFO(0, event, IS_LONG, 0)
	ZEND_ARG_TYPE_INFO(0, callback, IS_CALLABLE, 0)
ZEND_END_ARG_INFO()

#define arginfo_class_appnetServer_addEventListener arginfo_class_appnetServer_on

#define arginfo_class_appnetServer_setEventCallback arginfo_class_appnetServer_on

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_class_appnetServer_setOption, 0, 2, _IS_BOOL, 0)
	ZEND_ARG_TYPE_INFO(0, option, IS_LONG, 0)
	ZEND_ARG_TYPE_MASK(0, value, MAY_BE_LONG|MAY_BE_BOOL|MAY_BE_STRING, NULL)
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_class_appnetServer_listenHttp, 0, 1, _IS_BOOL, 0)
	ZEND_ARG_TYPE_INFO(0, port, IS_LONG, 0)
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, options, IS_ARRAY, 0, "[]")
ZEND_END_ARG_INFO()

#define arginfo_class_appnetServer_listenWebsocket arginfo_class_appnetServer_listenHttp

#define arginfo_class_appnetServer_run arginfo_class_appnetConnections_valid

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_MASK_EX(arginfo_class_appnetServer_send, 0, 2, MAY_BE_LONG|MAY_BE_FALSE)
	ZEND_ARG_TYPE_INFO(0, fd, IS_LONG, 0)
	ZEND_ARG_TYPE_INFO(0, data, IS_STRING, 0)
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, opcode, IS_LONG, 0, "APPNET_WS_TEXT")
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_class_appnetServer_lastError, 0, 0, IS_LONG, 0)
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_class_appnetServer_close, 0, 1, _IS_BOOL, 0)
	ZEND_ARG_TYPE_INFO(0, fd, IS_LONG, 0)
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, code, IS_LONG, 0, "1000")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, reason, IS_STRING, 0, "\"\"")
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_class_appnetServer_closeInfo, 0, 0, IS_ARRAY, 0)
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_class_appnetServer_sendMany, 0, 2, IS_LONG, 0)
	ZEND_ARG_TYPE_INFO(0, fds, IS_ARRAY, 0)
	ZEND_ARG_TYPE_INFO(0, data, IS_STRING, 0)
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, opcode, IS_LONG, 0, "APPNET_WS_TEXT")
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_class_appnetServer_ping, 0, 1, _IS_BOOL, 0)
	ZEND_ARG_TYPE_INFO(0, fd, IS_LONG, 0)
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, data, IS_STRING, 0, "\"\"")
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_class_appnetServer_exists, 0, 1, _IS_BOOL, 0)
	ZEND_ARG_TYPE_INFO(0, fd, IS_LONG, 0)
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_MASK_EX(arginfo_class_appnetServer_connectionInfo, 0, 1, MAY_BE_ARRAY|MAY_BE_FALSE)
	ZEND_ARG_TYPE_INFO(0, fd, IS_LONG, 0)
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_OBJ_INFO_EX(arginfo_class_appnetServer_connections, 0, 0, appnetConnections, 0)
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_class_appnetServer_bind, 0, 2, _IS_BOOL, 0)
	ZEND_ARG_TYPE_INFO(0, fd, IS_LONG, 0)
	ZEND_ARG_TYPE_MASK(0, uid, MAY_BE_LONG|MAY_BE_STRING, NULL)
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_class_appnetServer_connectionsOf, 0, 1, IS_ARRAY, 0)
	ZEND_ARG_TYPE_MASK(0, uid, MAY_BE_LONG|MAY_BE_STRING, NULL)
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_class_appnetServer_subscribe, 0, 2, _IS_BOOL, 0)
	ZEND_ARG_TYPE_INFO(0, fd, IS_LONG, 0)
	ZEND_ARG_TYPE_INFO(0, topic, IS_STRING, 0)
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_class_appnetServer_unsubscribe, 0, 1, _IS_BOOL, 0)
	ZEND_ARG_TYPE_INFO(0, fd, IS_LONG, 0)
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, topic, IS_STRING, 1, "null")
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_MASK_EX(arginfo_class_appnetServer_publish, 0, 2, MAY_BE_LONG|MAY_BE_FALSE)
	ZEND_ARG_TYPE_INFO(0, topic, IS_STRING, 0)
	ZEND_ARG_TYPE_INFO(0, data, IS_STRING, 0)
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, opcode, IS_LONG, 0, "APPNET_WS_TEXT")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, exceptFd, IS_LONG, 0, "0")
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_MASK_EX(arginfo_class_appnetServer_broadcast, 0, 1, MAY_BE_LONG|MAY_BE_FALSE)
	ZEND_ARG_TYPE_INFO(0, data, IS_STRING, 0)
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, opcode, IS_LONG, 0, "APPNET_WS_TEXT")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, exceptFd, IS_LONG, 0, "0")
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_class_appnetServer_subscribers, 0, 1, IS_LONG, 0)
	ZEND_ARG_TYPE_INFO(0, topic, IS_STRING, 0)
ZEND_END_ARG_INFO()

#define arginfo_class_appnetServer_topics arginfo_class_appnetServer_closeInfo

#define arginfo_class_appnetServer_getHeader arginfo_class_appnetServer_closeInfo

#define arginfo_class_appnetServer_getRequest arginfo_class_appnetServer_closeInfo

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_class_appnetServer_answer, 0, 2, _IS_BOOL, 0)
	ZEND_ARG_TYPE_INFO(0, fd, IS_LONG, 0)
	ZEND_ARG_TYPE_INFO(0, body, IS_STRING, 0)
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, status, IS_LONG, 0, "200")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, headers, IS_ARRAY, 0, "[]")
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_class_appnetServer_setHeader, 0, 2, _IS_BOOL, 0)
	ZEND_ARG_TYPE_INFO(0, name, IS_STRING, 0)
	ZEND_ARG_TYPE_INFO(0, value, IS_STRING, 0)
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, replace, _IS_BOOL, 0, "true")
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_class_appnetServer_setCookie, 0, 1, _IS_BOOL, 0)
	ZEND_ARG_TYPE_INFO(0, name, IS_STRING, 0)
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, value, IS_STRING, 0, "\"\"")
	ZEND_ARG_TYPE_MASK(0, expires_or_options, MAY_BE_ARRAY|MAY_BE_LONG, "0")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, path, IS_STRING, 0, "\"\"")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, domain, IS_STRING, 0, "\"\"")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, secure, _IS_BOOL, 0, "false")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, httponly, _IS_BOOL, 0, "false")
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_class_appnetServer_httpRespCode, 0, 1, _IS_BOOL, 0)
	ZEND_ARG_TYPE_INFO(0, status, IS_LONG, 0)
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, body, IS_STRING, 0, "\"\"")
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_class_appnetServer_httpRedirect, 0, 1, _IS_BOOL, 0)
	ZEND_ARG_TYPE_INFO(0, url, IS_STRING, 0)
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, status, IS_LONG, 0, "302")
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_MASK_EX(arginfo_class_appnetServer_write, 0, 2, MAY_BE_LONG|MAY_BE_FALSE)
	ZEND_ARG_TYPE_INFO(0, fd, IS_LONG, 0)
	ZEND_ARG_TYPE_INFO(0, chunk, IS_STRING, 0)
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, timeoutMs, IS_LONG, 0, "10000")
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_class_appnetServer_end, 0, 1, _IS_BOOL, 0)
	ZEND_ARG_TYPE_INFO(0, fd, IS_LONG, 0)
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, chunk, IS_STRING, 0, "\"\"")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, timeoutMs, IS_LONG, 0, "10000")
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_class_appnetServer_sendFile, 0, 2, _IS_BOOL, 0)
	ZEND_ARG_TYPE_INFO(0, fd, IS_LONG, 0)
	ZEND_ARG_TYPE_INFO(0, path, IS_STRING, 0)
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, offset, IS_LONG, 0, "0")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, length, IS_LONG, 0, "-1")
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_class_appnetServer_timerAdd, 0, 2, IS_LONG, 0)
	ZEND_ARG_TYPE_INFO(0, ms, IS_LONG, 0)
	ZEND_ARG_TYPE_INFO(0, callback, IS_MIXED, 0)
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, params, IS_MIXED, 0, "null")
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_class_appnetServer_timerAfter, 0, 2, IS_LONG, 0)
	ZEND_ARG_TYPE_INFO(0, ms, IS_LONG, 0)
	ZEND_ARG_TYPE_INFO(0, callback, IS_CALLABLE, 0)
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, params, IS_MIXED, 0, "null")
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_class_appnetServer_timerRemove, 0, 1, _IS_BOOL, 0)
	ZEND_ARG_TYPE_INFO(0, id, IS_LONG, 0)
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_MASK_EX(arginfo_class_appnetServer_addAsynTask, 0, 1, MAY_BE_LONG|MAY_BE_FALSE)
	ZEND_ARG_TYPE_INFO(0, data, IS_MIXED, 0)
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, taskWorker, IS_LONG, 0, "-1")
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_class_appnetServer_taskCallback, 0, 3, _IS_BOOL, 0)
	ZEND_ARG_TYPE_INFO(0, data, IS_MIXED, 0)
	ZEND_ARG_TYPE_INFO(0, taskid, IS_LONG, 0)
	ZEND_ARG_TYPE_INFO(0, to, IS_LONG, 0)
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_class_appnetServer_sendMessage, 0, 2, _IS_BOOL, 0)
	ZEND_ARG_TYPE_INFO(0, worker, IS_LONG, 0)
	ZEND_ARG_TYPE_INFO(0, data, IS_STRING, 0)
ZEND_END_ARG_INFO()

#define arginfo_class_appnetServer_getInfo arginfo_class_appnetServer_closeInfo


ZEND_METHOD(appnetConnections, current);
ZEND_METHOD(appnetConnections, key);
ZEND_METHOD(appnetConnections, next);
ZEND_METHOD(appnetConnections, rewind);
ZEND_METHOD(appnetConnections, valid);
ZEND_METHOD(appnetServer, __construct);
ZEND_METHOD(appnetServer, on);
ZEND_METHOD(appnetServer, setOption);
ZEND_METHOD(appnetServer, listenHttp);
ZEND_METHOD(appnetServer, listenWebsocket);
ZEND_METHOD(appnetServer, run);
ZEND_METHOD(appnetServer, send);
ZEND_METHOD(appnetServer, lastError);
ZEND_METHOD(appnetServer, close);
ZEND_METHOD(appnetServer, closeInfo);
ZEND_METHOD(appnetServer, sendMany);
ZEND_METHOD(appnetServer, ping);
ZEND_METHOD(appnetServer, exists);
ZEND_METHOD(appnetServer, connectionInfo);
ZEND_METHOD(appnetServer, connections);
ZEND_METHOD(appnetServer, bind);
ZEND_METHOD(appnetServer, connectionsOf);
ZEND_METHOD(appnetServer, subscribe);
ZEND_METHOD(appnetServer, unsubscribe);
ZEND_METHOD(appnetServer, publish);
ZEND_METHOD(appnetServer, broadcast);
ZEND_METHOD(appnetServer, subscribers);
ZEND_METHOD(appnetServer, topics);
ZEND_METHOD(appnetServer, getHeader);
ZEND_METHOD(appnetServer, getRequest);
ZEND_METHOD(appnetServer, answer);
ZEND_METHOD(appnetServer, setHeader);
ZEND_METHOD(appnetServer, setCookie);
ZEND_METHOD(appnetServer, httpRespCode);
ZEND_METHOD(appnetServer, httpRedirect);
ZEND_METHOD(appnetServer, write);
ZEND_METHOD(appnetServer, end);
ZEND_METHOD(appnetServer, sendFile);
ZEND_METHOD(appnetServer, timerAdd);
ZEND_METHOD(appnetServer, timerAfter);
ZEND_METHOD(appnetServer, timerRemove);
ZEND_METHOD(appnetServer, addAsynTask);
ZEND_METHOD(appnetServer, taskCallback);
ZEND_METHOD(appnetServer, sendMessage);
ZEND_METHOD(appnetServer, getInfo);


static const zend_function_entry class_appnetException_methods[] = {
	ZEND_FE_END
};


static const zend_function_entry class_appnetConnections_methods[] = {
	ZEND_ME(appnetConnections, current, arginfo_class_appnetConnections_current, ZEND_ACC_PUBLIC)
	ZEND_ME(appnetConnections, key, arginfo_class_appnetConnections_key, ZEND_ACC_PUBLIC)
	ZEND_ME(appnetConnections, next, arginfo_class_appnetConnections_next, ZEND_ACC_PUBLIC)
	ZEND_ME(appnetConnections, rewind, arginfo_class_appnetConnections_rewind, ZEND_ACC_PUBLIC)
	ZEND_ME(appnetConnections, valid, arginfo_class_appnetConnections_valid, ZEND_ACC_PUBLIC)
	ZEND_FE_END
};


static const zend_function_entry class_appnetServer_methods[] = {
	ZEND_ME(appnetServer, __construct, arginfo_class_appnetServer___construct, ZEND_ACC_PUBLIC)
	ZEND_ME(appnetServer, on, arginfo_class_appnetServer_on, ZEND_ACC_PUBLIC)
	ZEND_MALIAS(appnetServer, addEventListener, on, arginfo_class_appnetServer_addEventListener, ZEND_ACC_PUBLIC)
	ZEND_MALIAS(appnetServer, setEventCallback, on, arginfo_class_appnetServer_setEventCallback, ZEND_ACC_PUBLIC)
	ZEND_ME(appnetServer, setOption, arginfo_class_appnetServer_setOption, ZEND_ACC_PUBLIC)
	ZEND_ME(appnetServer, listenHttp, arginfo_class_appnetServer_listenHttp, ZEND_ACC_PUBLIC)
	ZEND_ME(appnetServer, listenWebsocket, arginfo_class_appnetServer_listenWebsocket, ZEND_ACC_PUBLIC)
	ZEND_ME(appnetServer, run, arginfo_class_appnetServer_run, ZEND_ACC_PUBLIC)
	ZEND_ME(appnetServer, send, arginfo_class_appnetServer_send, ZEND_ACC_PUBLIC)
	ZEND_ME(appnetServer, lastError, arginfo_class_appnetServer_lastError, ZEND_ACC_PUBLIC)
	ZEND_ME(appnetServer, close, arginfo_class_appnetServer_close, ZEND_ACC_PUBLIC)
	ZEND_ME(appnetServer, closeInfo, arginfo_class_appnetServer_closeInfo, ZEND_ACC_PUBLIC)
	ZEND_ME(appnetServer, sendMany, arginfo_class_appnetServer_sendMany, ZEND_ACC_PUBLIC)
	ZEND_ME(appnetServer, ping, arginfo_class_appnetServer_ping, ZEND_ACC_PUBLIC)
	ZEND_ME(appnetServer, exists, arginfo_class_appnetServer_exists, ZEND_ACC_PUBLIC)
	ZEND_ME(appnetServer, connectionInfo, arginfo_class_appnetServer_connectionInfo, ZEND_ACC_PUBLIC)
	ZEND_ME(appnetServer, connections, arginfo_class_appnetServer_connections, ZEND_ACC_PUBLIC)
	ZEND_ME(appnetServer, bind, arginfo_class_appnetServer_bind, ZEND_ACC_PUBLIC)
	ZEND_ME(appnetServer, connectionsOf, arginfo_class_appnetServer_connectionsOf, ZEND_ACC_PUBLIC)
	ZEND_ME(appnetServer, subscribe, arginfo_class_appnetServer_subscribe, ZEND_ACC_PUBLIC)
	ZEND_ME(appnetServer, unsubscribe, arginfo_class_appnetServer_unsubscribe, ZEND_ACC_PUBLIC)
	ZEND_ME(appnetServer, publish, arginfo_class_appnetServer_publish, ZEND_ACC_PUBLIC)
	ZEND_ME(appnetServer, broadcast, arginfo_class_appnetServer_broadcast, ZEND_ACC_PUBLIC)
	ZEND_ME(appnetServer, subscribers, arginfo_class_appnetServer_subscribers, ZEND_ACC_PUBLIC)
	ZEND_ME(appnetServer, topics, arginfo_class_appnetServer_topics, ZEND_ACC_PUBLIC)
	ZEND_ME(appnetServer, getHeader, arginfo_class_appnetServer_getHeader, ZEND_ACC_PUBLIC)
	ZEND_ME(appnetServer, getRequest, arginfo_class_appnetServer_getRequest, ZEND_ACC_PUBLIC)
	ZEND_ME(appnetServer, answer, arginfo_class_appnetServer_answer, ZEND_ACC_PUBLIC)
	ZEND_ME(appnetServer, setHeader, arginfo_class_appnetServer_setHeader, ZEND_ACC_PUBLIC)
	ZEND_ME(appnetServer, setCookie, arginfo_class_appnetServer_setCookie, ZEND_ACC_PUBLIC)
	ZEND_ME(appnetServer, httpRespCode, arginfo_class_appnetServer_httpRespCode, ZEND_ACC_PUBLIC)
	ZEND_ME(appnetServer, httpRedirect, arginfo_class_appnetServer_httpRedirect, ZEND_ACC_PUBLIC)
	ZEND_ME(appnetServer, write, arginfo_class_appnetServer_write, ZEND_ACC_PUBLIC)
	ZEND_ME(appnetServer, end, arginfo_class_appnetServer_end, ZEND_ACC_PUBLIC)
	ZEND_ME(appnetServer, sendFile, arginfo_class_appnetServer_sendFile, ZEND_ACC_PUBLIC)
	ZEND_ME(appnetServer, timerAdd, arginfo_class_appnetServer_timerAdd, ZEND_ACC_PUBLIC)
	ZEND_ME(appnetServer, timerAfter, arginfo_class_appnetServer_timerAfter, ZEND_ACC_PUBLIC)
	ZEND_ME(appnetServer, timerRemove, arginfo_class_appnetServer_timerRemove, ZEND_ACC_PUBLIC)
	ZEND_ME(appnetServer, addAsynTask, arginfo_class_appnetServer_addAsynTask, ZEND_ACC_PUBLIC)
	ZEND_ME(appnetServer, taskCallback, arginfo_class_appnetServer_taskCallback, ZEND_ACC_PUBLIC)
	ZEND_ME(appnetServer, sendMessage, arginfo_class_appnetServer_sendMessage, ZEND_ACC_PUBLIC)
	ZEND_ME(appnetServer, getInfo, arginfo_class_appnetServer_getInfo, ZEND_ACC_PUBLIC)
	ZEND_FE_END
};
