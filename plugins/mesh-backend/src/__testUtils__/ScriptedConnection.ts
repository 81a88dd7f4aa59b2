import { ClusterConnection, ClusterRequest } from '../clusters';

/** A connection whose answers a test writes as a function. */
export class ScriptedConnection implements ClusterConnection {
  readonly details = { name: 'east', kubeconfig: { file: 'unused' } };
  readonly paths: string[] = [];

  constructor(private readonly answer: (path: string) => unknown) {}

  async request<T>({ path, mapItem }: ClusterRequest): Promise<T> {
    this.paths.push(path);
    const answer: any = this.answer(path);
    return mapItem && Array.isArray(answer?.items)
      ? { ...answer, items: answer.items.map(mapItem) }
      : answer;
  }

  describe(): void {
    // It is what it is.
  }

  async *watch(): AsyncIterable<never> {
    // Nothing ever happens.
  }

  async portForward(): Promise<never> {
    throw new Error('a scripted connection forwards no port');
  }

  async close(): Promise<void> {}
}
