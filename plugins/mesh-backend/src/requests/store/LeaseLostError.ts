import { CustomErrorBase } from '@backstage/errors';

/** Another instance works on the request now, or a person took it back: stop. */
export class LeaseLostError extends CustomErrorBase {
  name = 'LeaseLostError' as const;
}
