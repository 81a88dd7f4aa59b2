import type { Offer } from './ChildProgram';

/** A call, as it travels between the processes. */
export interface Request {
  id: number;
  method: string;
  args: unknown[];
}

/** Its answer. */
export interface Reply {
  id: number;
  result?: unknown;
  error?: string;
}

/** Answers the calls of the process that started this one. */
export function serve(offer: Offer): void {
  process.on('message', async ({ id, method, args }: Request) => {
    try {
      send({ id, result: await offer[method](...args) });
    } catch (error) {
      const { stack, message } = error as Error;
      send({ id, error: stack ?? message });
    }
  });
  // Without it a program that has nothing to do now would end.
  process.channel?.ref();
}

function send(reply: Reply) {
  process.send?.(reply);
}
