import request from 'supertest';
import { Mesh } from './startMesh';

/** How long a task may take on a loaded machine. */
const LIMIT_MS = 90_000;

/** What came of a task. */
export interface EndOfTask {
  /** `completed` or `failed`. */
  status?: string;
  output: any;
  /** All its events as JSON. */
  log: string;
}

/**
 * Starts a task of a template in the namespace `default` and waits for its end.
 *
 * @throws where it does not end in time, with what it told until then
 */
export async function runTask(
  { server }: Pick<Mesh, 'server'>,
  template: string,
  values: object,
): Promise<EndOfTask> {
  const started = await request(server)
    .post('/api/scaffolder/v2/tasks')
    .send({ templateRef: `template:default/${template}`, values });
  if (started.status !== 201) {
    throw new Error(
      `the task was not started: ${JSON.stringify(started.body)}`,
    );
  }
  const deadline = Date.now() + LIMIT_MS;
  for (;;) {
    const { body } = await request(server).get(
      `/api/scaffolder/v2/tasks/${started.body.id}/events`,
    );
    const log = JSON.stringify(body);
    const end = body.find((event: any) => event.type === 'completion');
    if (end) {
      return {
        status: /with status: (\w+)/.exec(end.body.message)?.[1],
        output: end.body.output,
        log,
      };
    }
    if (Date.now() > deadline) {
      throw new Error(`the task did not end: ${log}`);
    }
    await new Promise(resolve => setTimeout(resolve, 200));
  }
}
