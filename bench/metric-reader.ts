import { once } from "node:events";
import { connect, type TLSSocket } from "node:tls";

/** Who a reader is, and where it reads. */
export interface ReaderOptions {
  readonly port: number;
  readonly authority: string;
  readonly client: { readonly certificate: string; readonly key: string };
  /** They are read in turns. */
  readonly paths: readonly string[];
}

/** What the API server's front proxy says of who asks. */
const AS_AUTOSCALER = [
  "X-Remote-User: system:serviceaccount:kube-system:horizontal-pod-autoscaler",
  "X-Remote-Group: system:serviceaccounts",
  "X-Remote-Group: system:authenticated",
];

const WELL = "HTTP/1.1 200";
const WHOLE = /^HTTP\/1.1 200 [^]*\r\nContent-Length: (?<length>\d+)\r\n[^]*?\r\n\r\n(?<body>[^]*)$/i;

/** A question, and how many bytes its answer has, head and all. */
interface Question {
  readonly text: Buffer;
  readonly answerLength: number;
}

/**
 * One kept connection that asks again as soon as it is answered. It knows how long an answer is from the first one, and
 * so takes far less time than what it measures.
 */
export class MetricReader {
  readonly #socket: TLSSocket;
  readonly #questions: readonly Question[];

  private constructor(socket: TLSSocket, questions: readonly Question[]) {
    this.#socket = socket;
    this.#questions = questions;
  }

  static async open({ port, authority, client, paths }: ReaderOptions): Promise<MetricReader> {
    const socket = connect({ host: "127.0.0.1", port, ca: authority, cert: client.certificate, key: client.key });
    socket.setNoDelay(true);
    await once(socket, "secureConnect");
    const questions: Question[] = [];
    for (const path of paths) {
      const text = Buffer.from([`GET ${path} HTTP/1.1`, "Host: 127.0.0.1", ...AS_AUTOSCALER, "", ""].join("\r\n"));
      questions.push({ text, answerLength: await firstAnswer(socket, text) });
    }
    return new MetricReader(socket, questions);
  }

  /** @returns how many milliseconds each answer took, until the time is over */
  readUntil(endMs: number): Promise<readonly number[]> {
    const took: number[] = [];
    const socket = this.#socket;
    return new Promise((resolve, reject) => {
      let left = 0;
      let askedMs = 0;
      const ask = (): void => {
        const { text, answerLength } = this.#questions[took.length % this.#questions.length] ?? NO_QUESTION;
        left = answerLength;
        askedMs = performance.now();
        socket.write(text);
        socket.once("data", hearFirst);
      };
      const hearFirst = (part: Buffer): void => {
        if (part.toString("latin1", 0, WELL.length) === WELL) hear(part);
        else reject(new Error(`not ${WELL}: ${part.toString()}`));
      };
      const hear = (part: Buffer): void => {
        left -= part.length;
        if (left > 0) return void socket.once("data", hear);
        const now = performance.now();
        took.push(now - askedMs);
        if (left < 0) reject(new Error(`an answer is longer than the first one: ${part.toString()}`));
        else if (now < endMs) ask();
        else resolve(took);
      };
      ask();
    });
  }

  close(): void {
    this.#socket.destroy();
  }
}

const NO_QUESTION: Question = { text: Buffer.alloc(0), answerLength: 0 };

/** @returns how many bytes it has */
async function firstAnswer(socket: TLSSocket, question: Buffer): Promise<number> {
  socket.write(question);
  let answer = "";
  for (;;) {
    answer += (await once(socket, "data")).join("");
    const { length, body } = WHOLE.exec(answer)?.groups ?? {};
    if (body !== undefined && body.length === Number(length)) return answer.length;
    if (body === undefined && answer.includes("\r\n\r\n")) throw new Error(`a metric cannot be read: ${answer}`);
  }
}
