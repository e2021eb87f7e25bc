import { type DescMessage, type DescService, fromBinary, type Message, toBinary } from "@bufbuild/protobuf";
import type { MethodDefinition, ServiceDefinition } from "@grpc/grpc-js";

/** A service of generated code, as grpc-js serves and calls it. */
export const grpcService = ({ typeName, methods }: DescService): ServiceDefinition =>
  Object.fromEntries(
    methods.map(({ name, methodKind, input, output }): [string, MethodDefinition<Message, Message>] => [
      name,
      {
        path: `/${typeName}/${name}`,
        requestStream: methodKind === "client_streaming" || methodKind === "bidi_streaming",
        responseStream: methodKind === "server_streaming" || methodKind === "bidi_streaming",
        requestSerialize: bytesOf(input),
        requestDeserialize: messageOf(input),
        responseSerialize: bytesOf(output),
        responseDeserialize: messageOf(output),
      },
    ]),
  );

const bytesOf =
  (schema: DescMessage) =>
  (message: Message): Buffer =>
    Buffer.from(toBinary(schema, message));

const messageOf =
  (schema: DescMessage) =>
  (bytes: Buffer): Message =>
    fromBinary(schema, bytes);
