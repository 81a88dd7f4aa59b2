import { eventually } from './eventually';

/** An answer that waits for a gateway's pods takes its time. */
const LONGEST_ANSWER_MS = 180_000;

/** An answer of the portal that is an error. */
export class PortalError extends Error {
  constructor(readonly status: number, readonly body: any, request: string) {
    super(
      `${request} answered ${status}: ${
        body?.error?.message ?? JSON.stringify(body)
      }`,
    );
  }
}

/** How a scaffolder task ended. */
export interface TaskResult {
  id: string;
  status: 'completed' | 'failed' | 'cancelled';
  /** Everything that the task's log says, one line an event. */
  log: string;
  output: Record<string, any>;
}

/** The portal's HTTP API, as one person. */
export class Portal {
  constructor(readonly url: string, private readonly token?: string) {}

  /** The same portal as another person. */
  as(token: string): Portal {
    return new Portal(this.url, token);
  }

  /** The answer as it comes, whatever its status. */
  send(
    path: string,
    body?: unknown,
    method = body === undefined ? 'GET' : 'POST',
  ): Promise<Response> {
    return fetch(`${this.url}${path}`, {
      method,
      headers: {
        ...(this.token ? { Authorization: `Bearer ${this.token}` } : {}),
        ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
      },
      body: body === undefined ? undefined : JSON.stringify(body),
      signal: AbortSignal.timeout(LONGEST_ANSWER_MS),
    });
  }

  /** @throws PortalError for an answer of 400 or more. */
  async request<T = any>(
    path: string,
    body?: unknown,
    method = body === undefined ? 'GET' : 'POST',
  ): Promise<T> {
    const response = await this.send(path, body, method);
    const text = await response.text();
    const answer = isJson(response) && text ? JSON.parse(text) : text;
    if (!response.ok) {
      throw new PortalError(response.status, answer, `${method} ${path}`);
    }
    return answer;
  }

  /** Answer of the mesh backend for a component. */
  card<T = any>(
    component: string,
    card: 'version' | 'virtual-machines' | 'policies',
  ): Promise<T> {
    return this.request(
      `/api/mesh/entities/component/default/${component}/${card}`,
    );
  }

  /** Runs a template as the form would, to its end. */
  async runTemplate(
    template: string,
    values: Record<string, unknown>,
    seconds = 180,
  ): Promise<TaskResult> {
    const { id } = await this.request<{ id: string }>(
      '/api/scaffolder/v2/tasks',
      { templateRef: `template:default/${template}`, values },
    );
    return eventually(seconds, async () => {
      const task = await this.request(`/api/scaffolder/v2/tasks/${id}`);
      if (task.status === 'open' || task.status === 'processing') {
        throw new Error(`task ${id} is ${task.status}`);
      }
      const events = await this.request<{ type: string; body: any }[]>(
        `/api/scaffolder/v2/tasks/${id}/events`,
      );
      const completion = events.find(({ type }) => type === 'completion');
      return {
        id,
        status: task.status,
        log: events.map(({ body }) => body?.message ?? '').join('\n'),
        output: completion?.body?.output ?? {},
      };
    });
  }
}

function isJson(response: Response): boolean {
  return /json/.test(response.headers.get('content-type') ?? '');
}
