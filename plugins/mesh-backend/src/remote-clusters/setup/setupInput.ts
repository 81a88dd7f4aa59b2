import {
  InjectionPlanRequest,
  InjectionPreviewRequest,
  OldRemoteValuesRequest,
  RemoteSetupRequest,
} from '@meshport/backstage-plugin-mesh-common';
import { z } from 'zod';
import { readBody } from '../../manifests/readBody';
import { label } from '../remoteInput';

const word = (what: string) =>
  z
    .string({ error: `give ${what} as text` })
    .regex(/^[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/, {
      error: `is no ${what}; use letters, digits, -, _ and ., at most 63 characters`,
    });

const setupRequest = z
  .strictObject({
    primary: label('a cluster'),
    remote: label('a cluster').optional(),
    remoteKind: z
      .enum(['remote', 'primary'], { error: 'choose remote or primary' })
      .optional(),
    install: z.enum(['helm', 'istioOperator'], {
      error: 'choose helm or istioOperator',
    }),
    exposure: z
      .enum(['none', 'loadBalancer', 'sharedGateway', 'dedicatedGateway'], {
        error: 'choose none, loadBalancer, sharedGateway or dedicatedGateway',
      })
      .optional(),
    gatewayName: label('a gateway').optional(),
    revision: label('a revision').optional(),
    meshId: word('name of a mesh').optional(),
    stubs: z
      .strictObject({
        cluster: label('a cluster'),
        services: z
          .array(
            z.strictObject({
              namespace: label('a namespace'),
              name: label('a Service'),
            }),
            { error: 'name Services as a list' },
          )
          .min(1, { error: 'name at least one Service' })
          .max(500, { error: 'name at most 500 Services' }),
      })
      .optional(),
  })
  .refine(({ primary, remote }) => primary !== remote, {
    path: ['remote'],
    error: 'name another cluster than the primary',
  })
  .refine(({ stubs, remote }) => !stubs || remote !== undefined, {
    path: ['stubs'],
    error: 'name the remote, too: Services are taken from one of the two',
  })
  .refine(
    ({ stubs, remote, primary }) =>
      !stubs || [primary, remote].includes(stubs.cluster),
    { path: ['stubs', 'cluster'], error: 'name the primary or the remote' },
  )
  .refine(
    ({ gatewayName, exposure }) =>
      gatewayName === undefined || exposure === 'dedicatedGateway',
    {
      path: ['gatewayName'],
      error: 'goes with exposure dedicatedGateway only',
    },
  );

/** Body of `POST /remote-clusters/setup`; throws `InputError` that names the fields. */
export function readSetupRequest(body: unknown): RemoteSetupRequest {
  return readBody(setupRequest, body);
}

const previewRequest = z
  .strictObject({
    cluster: label('a cluster'),
    namespace: label('a namespace'),
    workload: z
      .strictObject({
        kind: z.enum(['Deployment'], { error: 'choose Deployment' }),
        name: z
          .string({ error: 'name the workload as text' })
          .regex(/^[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?$/, {
            error: 'is no name for a workload',
          }),
      })
      .optional(),
    manifest: z
      .string({ error: 'give the manifest as text' })
      .max(200_000, { error: 'is longer than 200,000 characters' })
      .optional(),
  })
  .refine(
    ({ workload, manifest }) =>
      (workload === undefined) !== (manifest === undefined),
    {
      path: ['workload'],
      error: 'give either a workload or a manifest',
    },
  );

/** Body of `POST /remote-clusters/injection/preview`. */
export function readInjectionPreview(body: unknown): InjectionPreviewRequest {
  return readBody(previewRequest, body);
}

const planRequest = z.strictObject({
  cluster: label('a cluster'),
  changes: z
    .array(
      z
        .strictObject({
          namespace: label('a namespace'),
          injection: z.enum(['enabled', 'revision', 'disabled', 'unset'], {
            error: 'choose enabled, revision, disabled or unset',
          }),
          revision: label('a revision').optional(),
        })
        .refine(
          ({ injection, revision }) =>
            (injection === 'revision') === (revision !== undefined),
          {
            path: ['revision'],
            error: 'goes with injection revision, and with that only',
          },
        ),
      { error: 'give the changes as a list' },
    )
    .min(1, { error: 'name at least one namespace' })
    .max(200, { error: 'name at most 200 namespaces' })
    .refine(
      changes =>
        new Set(changes.map(({ namespace }) => namespace)).size ===
        changes.length,
      { error: 'name each namespace once' },
    ),
});

/** Body of `POST /remote-clusters/injection/plan`. */
export function readInjectionPlan(body: unknown): InjectionPlanRequest {
  return readBody(planRequest, body);
}

const oldValues = z.strictObject({
  values: z
    .string({ error: 'give the values as text' })
    .min(1, { error: 'paste the values file of istio-remote' })
    .max(200_000, { error: 'are longer than 200,000 characters' }),
});

/** Body of `POST /remote-clusters/old-values`. */
export function readOldValues(body: unknown): OldRemoteValuesRequest {
  return readBody(oldValues, body);
}
