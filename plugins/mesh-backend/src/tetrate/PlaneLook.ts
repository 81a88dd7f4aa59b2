import {
  certificateFindings,
  CONTROL_PLANE,
  EndpointCertificate,
  endpointFindings,
  planeStateOf,
  PlaneFinding,
  PlaneState,
  PLANE_WORKLOADS,
} from '@meshport/istio';
import { isIP } from 'net';
import { findObject } from '../clusters/findObject';
import { KubernetesStatusError } from '../clusters/errors';
import { ClusterConnection, KubernetesObject } from '../clusters/types';
import { toBackstageError } from '../manifests/clusterErrors';
import { NameLookup } from './EndpointNames';
import { certificateOf, TlsSecret } from './secretCertificate';

const TIMEOUT_MS = 5_000;
const GROUP = CONTROL_PLANE.apiVersion;

/** Where the gateway for machines is. */
export interface GatewayAddress {
  /** As the load balancer says it. */
  name: string;
  /** Undefined where the load balancer's name has no address (yet). */
  addresses?: string[];
}

/** What is asked about an endpoint. */
export interface EndpointQuestion {
  namespace: string;
  hosts: readonly string[];
  /** Whether machines use a gateway of their own. */
  custom: boolean;
  secret: string;
  /** Whether cert-manager is to keep the Secret. */
  renewed: boolean;
}

/** Looks at the onboarding plane of one cluster as it is now. */
export class PlaneLook {
  readonly #connection: ClusterConnection;
  readonly #names: NameLookup;

  constructor(connection: ClusterConnection, names: NameLookup) {
    this.#connection = connection;
    this.#names = names;
  }

  /** The ControlPlanes; undefined where the kind is not served. */
  async planes(): Promise<PlaneState[] | undefined> {
    try {
      const { items } = await this.#connection.request<{
        items: KubernetesObject[];
      }>({ path: `/apis/${GROUP}/controlplanes`, timeoutMs: TIMEOUT_MS });
      return items.map(item =>
        planeStateOf({ ...item, ...CONTROL_PLANE } as never),
      );
    } catch (error) {
      if (error instanceof KubernetesStatusError && error.code === 404) {
        return undefined;
      }
      throw this.#explain(error);
    }
  }

  /** One ControlPlane; undefined when it is not there. */
  async plane(
    namespace: string,
    name: string,
  ): Promise<PlaneState | undefined> {
    const found = await this.#find(
      `/apis/${GROUP}/namespaces/${namespace}/controlplanes/${name}`,
    );
    return found && planeStateOf({ ...found, ...CONTROL_PLANE } as never);
  }

  /** Undefined while `vmgateway` has no address. */
  async gateway(namespace: string): Promise<GatewayAddress | undefined> {
    const service = await this.#find(
      `/api/v1/namespaces/${namespace}/services/${PLANE_WORKLOADS.gateway}`,
    );
    const [ingress] = service?.status?.loadBalancer?.ingress ?? [];
    const name: string | undefined =
      ingress?.hostname ?? ingress?.ip ?? service?.spec?.externalIPs?.[0];
    if (!name) {
      return undefined;
    }
    if (isIP(name)) {
      return { name, addresses: [name] };
    }
    try {
      const addresses = await this.#names.addressesOf(name);
      return { name, ...(addresses ? { addresses } : {}) };
    } catch {
      // That it is not known is said where it is compared.
      return { name };
    }
  }

  /** Which of the plane's Deployments are available; absent ones are not. */
  async workloads(
    namespace: string,
    names: readonly string[],
  ): Promise<{ name: string; available: boolean }[]> {
    return Promise.all(
      names.map(async name => {
        const found = await this.#find(
          `/apis/apps/v1/namespaces/${namespace}/deployments/${name}`,
        );
        const conditions: { type: string; status: string }[] =
          found?.status?.conditions ?? [];
        return {
          name,
          available: conditions.some(
            ({ type, status }) => type === 'Available' && status === 'True',
          ),
        };
      }),
    );
  }

  /** What is to be said of names and certificate of an endpoint. */
  async findings(
    question: EndpointQuestion,
    now: Date,
  ): Promise<{
    findings: PlaneFinding[];
    certificate?: EndpointCertificate;
    gateway?: GatewayAddress;
  }> {
    const gateway = await this.gateway(question.namespace);
    const findings: PlaneFinding[] = [];
    for (const host of question.hosts) {
      findings.push(...(await this.#nameFindings(host, question, gateway)));
    }
    const tls = await this.#certificate(question);
    findings.push(...tls.findings);
    if (tls.certificate) {
      findings.push(
        ...certificateFindings(tls.certificate, question.hosts, {
          secret: question.secret,
          now,
          renewed: question.renewed,
        }),
      );
    }
    return {
      findings,
      ...(tls.certificate ? { certificate: tls.certificate } : {}),
      ...(gateway ? { gateway } : {}),
    };
  }

  async #nameFindings(
    host: string,
    { custom }: EndpointQuestion,
    gateway: GatewayAddress | undefined,
  ): Promise<PlaneFinding[]> {
    if (gateway && !gateway.addresses) {
      return [
        notChecked(
          host,
          `the load balancer's name ${gateway.name} has no address that the portal finds`,
        ),
      ];
    }
    let resolved: string[] | undefined;
    try {
      resolved = await this.#names.addressesOf(host);
    } catch (error) {
      const { code = 'no answer' } = error as NodeJS.ErrnoException;
      return [notChecked(host, `no resolver answers the portal now (${code})`)];
    }
    return endpointFindings({
      host,
      custom,
      ...(resolved ? { resolved } : {}),
      ...(gateway?.addresses ? { gateway: gateway.addresses } : {}),
      ...(gateway ? { gatewayName: gateway.name } : {}),
    });
  }

  async #certificate({
    namespace,
    secret,
    renewed,
  }: EndpointQuestion): Promise<{
    findings: PlaneFinding[];
    certificate?: EndpointCertificate;
  }> {
    let found: TlsSecret | undefined;
    try {
      found = (await findObject(
        this.#connection,
        `/api/v1/namespaces/${namespace}/secrets/${secret}`,
      )) as TlsSecret | undefined;
    } catch (error) {
      if (error instanceof KubernetesStatusError && error.code === 403) {
        return {
          findings: [
            {
              code: 'TLS_NOT_CHECKED',
              severity: 'warning',
              message: `Meshport may not read Secret ${secret} in ${namespace}, so names, end and key of its certificate are not checked.`,
              mend: 'An administrator can allow it for this name alone (docs/rbac/tetrate.yaml), or check by hand.',
            },
          ],
        };
      }
      throw this.#explain(error);
    }
    if (!found) {
      return {
        findings: [
          renewed
            ? {
                code: 'TLS_TO_COME',
                severity: 'info',
                message: `There is no Secret ${secret} in ${namespace} yet; cert-manager makes it.`,
              }
            : {
                code: 'TLS_ABSENT',
                severity: 'error',
                message: `There is no Secret ${secret} in ${namespace}.`,
                mend: `Make it: kubectl -n ${namespace} create secret tls ${secret} --cert=FILE --key=FILE, or have cert-manager keep one.`,
              },
        ],
      };
    }
    const certificate = certificateOf(found);
    return 'problem' in certificate
      ? {
          findings: [
            {
              code: 'TLS_SECRET',
              severity: 'error',
              message: `Secret ${secret} in ${namespace} ${certificate.problem}.`,
              mend: 'Put the certificate (tls.crt) and its key (tls.key), both as PEM, into a Secret of type kubernetes.io/tls.',
            },
          ],
        }
      : { findings: [], certificate };
  }

  async #find(path: string): Promise<KubernetesObject | undefined> {
    try {
      return await findObject(this.#connection, path);
    } catch (error) {
      throw this.#explain(error);
    }
  }

  #explain(error: unknown): Error {
    return toBackstageError(error, {
      cluster: this.#connection.details.name,
    });
  }
}

function notChecked(host: string, why: string): PlaneFinding {
  return {
    code: 'ENDPOINT_NOT_CHECKED',
    severity: 'warning',
    message: `Whether ${host} leads to vmgateway is not known: ${why}.`,
    mend: 'Try again, or look it up by hand.',
  };
}
