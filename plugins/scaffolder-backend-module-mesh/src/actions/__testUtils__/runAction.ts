import { BackstageCredentials } from '@backstage/backend-plugin-api';
import { mockCredentials } from '@backstage/backend-test-utils';
import { TemplateAction } from '@backstage/plugin-scaffolder-node';
import { createMockActionContext } from '@backstage/plugin-scaffolder-node-test-utils';
import { JsonObject } from '@backstage/types';
import { validate } from 'jsonschema';
import { parse } from 'yaml';

/** What came of an action. */
export interface ActionRun {
  outputs: Record<string, unknown>;
  logs: string[];
  error?: Error;
}

/** Runs an action as the scaffolder does: input and outputs are checked against its schemas. */
export async function runAction(
  action: TemplateAction<any, any, any>,
  input: JsonObject,
  options: {
    workspacePath: string;
    isDryRun?: boolean;
    signal?: AbortSignal;
    credentials?: BackstageCredentials;
  },
): Promise<ActionRun> {
  expect(validate(input, action.schema!.input!).errors).toEqual([]);
  const run: ActionRun = { outputs: {}, logs: [] };
  const log = (message: string, meta?: unknown) =>
    run.logs.push(`${message} ${meta ? JSON.stringify(meta) : ''}`.trim());
  const logger: any = { debug: log, info: log, warn: log, error: log };
  logger.child = () => logger;
  try {
    await action.handler({
      ...createMockActionContext({
        input,
        logger,
        workspacePath: options.workspacePath,
      }),
      output: (name: string, value: unknown) => {
        run.outputs[name] = value;
      },
      isDryRun: options.isDryRun,
      signal: options.signal,
      getInitiatorCredentials: async () =>
        options.credentials ?? mockCredentials.user(),
    } as any);
    expect(validate(run.outputs, action.schema!.output!).errors).toEqual([]);
  } catch (error) {
    run.error = error as Error;
  }
  return run;
}

/** The input of the only step of an action's example. */
export function inputOfExample(
  action: TemplateAction<any, any, any>,
  index: number,
): JsonObject {
  const { steps } = parse(action.examples![index].example);
  expect(steps).toHaveLength(1);
  expect(steps[0].action).toBe(action.id);
  return steps[0].input;
}
