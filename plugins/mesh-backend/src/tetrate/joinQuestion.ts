import { TetrateJoinQuestion } from '@meshport/backstage-plugin-mesh-common';
import { z } from 'zod';
import { readBody } from '../manifests/readBody';

const text = z
  .string({ error: 'give a text' })
  .min(1, { error: 'is empty; give it, or leave it out' })
  .max(1000, { error: 'give at most 1000 characters' });

const question = z
  .strictObject({
    aws: z
      .strictObject({
        partition: text.optional(),
        account: text.regex(/^[0-9]{12}$/, {
          error: 'give the twelve digits of an account',
        }),
        region: text.optional(),
        zone: text.optional(),
        ec2: z.strictObject({ iamRoleName: text.optional() }).optional(),
        ecs: z
          .strictObject({
            cluster: text.optional(),
            iamRoleName: text.optional(),
          })
          .optional(),
      })
      .refine(({ ec2, ecs }) => !(ec2 && ecs), {
        error: 'give one of ec2 and ecs',
      })
      .optional(),
    jwt: z
      .strictObject({
        issuer: text,
        subject: text,
        attributes: z.record(text, text).optional(),
      })
      .optional(),
  })
  .refine(({ aws, jwt }) => Boolean(aws) !== Boolean(jwt), {
    error: 'give one of aws and jwt',
    path: ['aws'],
  });

/** Reads who a machine would prove to be; throws `InputError` that names the field. */
export function readJoinQuestion(body: unknown): TetrateJoinQuestion {
  return readBody(question, body);
}
