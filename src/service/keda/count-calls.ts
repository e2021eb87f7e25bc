import { type ServerInterceptor, ServerInterceptingCall, status } from "@grpc/grpc-js";

/**
 * Tells how each call ended. A call that its caller left, or that was cut because it could not be read, ends as
 * `CANCELLED`.
 */
export const countCalls =
  (onEnd: (method: string, code: string) => void): ServerInterceptor =>
  ({ path }, call) => {
    const method = path.slice(path.lastIndexOf("/") + 1);
    let isTold = false;
    const tell = (code: status): void => {
      if (!isTold) onEnd(method, status[code]);
      isTold = true;
    };
    return new ServerInterceptingCall(call, {
      start: (next) => next({ onCancel: () => tell(status.CANCELLED) }),
      sendStatus: (end, next) => {
        tell(end.code);
        next(end);
      },
    });
  };
