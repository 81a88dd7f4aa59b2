import { isError } from '@backstage/errors';
import { TemplateAction } from '@backstage/plugin-scaffolder-node';

/**
 * Makes what an action throws carry no stack. Backstage writes the stack of an
 * error into the task's log, which is kept for ever and shown to everybody who
 * may read the task; files and lines of the backend help nobody there.
 */
export function withPlainErrors<T extends TemplateAction<any, any, any>>(
  action: T,
): T {
  return {
    ...action,
    async handler(ctx) {
      try {
        await action.handler(ctx);
      } catch (error) {
        if (isError(error)) {
          error.stack = `${error.name}: ${error.message}`;
        }
        throw error;
      }
    },
  };
}
