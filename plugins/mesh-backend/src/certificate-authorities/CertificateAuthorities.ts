import { LoggerService } from '@backstage/backend-plugin-api';
import { Config } from '@backstage/config';
import { InputError } from '@backstage/errors';
import { CaKeyType } from '@meshport/backstage-plugin-mesh-common';
import {
  CaDescription,
  CaProvider,
} from '@meshport/backstage-plugin-mesh-node';
import { ClusterRegistry } from '../clusters/types';
import {
  AuthoritySettings,
  readAuthoritySettings,
} from './config/authoritySettings';
import { CaProviders } from './providers/CaProviders';
import { ReferenceBundle } from './providers/reference/ReferenceBundle';

/** An authority, and what it signs by. */
export type CertificateAuthority = {
  settings: AuthoritySettings;
} & ({ provider: CaProvider } | { reference: ReferenceBundle });

/** The authorities that an administrator configured. Nothing else can be named. */
export class CertificateAuthorities {
  readonly #all: Map<string, CertificateAuthority>;

  /** @throws `InputError` that names the field of the configuration */
  constructor(options: {
    config: Config;
    logger: LoggerService;
    providers: CaProviders;
    registry: Pick<ClusterRegistry, 'get'>;
  }) {
    const { config, logger, providers, registry } = options;
    this.#all = new Map(
      readAuthoritySettings(config).map(settings => [
        settings.name,
        settings.provider === 'reference'
          ? {
              settings,
              reference: new ReferenceBundle(settings.config, registry),
            }
          : { settings, provider: providers.create(settings, logger) },
      ]),
    );
  }

  /** What is configured of every authority. */
  settings(): readonly AuthoritySettings[] {
    return [...this.#all.values()].map(({ settings }) => settings);
  }

  find(name: string): CertificateAuthority | undefined {
    return this.#all.get(name);
  }

  /** Throws `InputError` for one that is not, or no longer, configured. */
  get(name: string): CertificateAuthority {
    const found = this.#all.get(name);
    if (!found) {
      throw new InputError(
        `authority: ${name} is not configured (mesh.certificateAuthorities); choose another, or ask an administrator`,
      );
    }
    return found;
  }

  /**
   * Throws `InputError`, one line for each field that is out of the bounds of
   * the authority.
   */
  refuseOutOfBounds(
    name: string,
    asked: { cluster: string; keyType: CaKeyType; validityDays: number },
  ): void {
    const { settings } = this.get(name);
    const { min, max } = settings.validity;
    const problems = [
      ...(settings.clusters.includes(asked.cluster)
        ? []
        : [
            `cluster: ${name} may not serve ${asked.cluster}; choose another authority, or have an administrator add it (mesh.certificateAuthorities[].clusters)`,
          ]),
      ...(settings.keys.includes(asked.keyType)
        ? []
        : [`keyType: ${name} takes ${settings.keys.join(', ')}`]),
      ...(asked.validityDays >= min && asked.validityDays <= max
        ? []
        : [`validityDays: ${name} gives ${min} to ${max} days`]),
    ];
    if (problems.length) {
      throw new InputError(problems.join('\n'));
    }
  }

  /** What the provider says of it now. Errors as `CaProvider.describe`. */
  describe(
    name: string,
    options: { signal: AbortSignal },
  ): Promise<CaDescription> {
    const authority = this.get(name);
    return 'provider' in authority
      ? authority.provider.describe(options)
      : authority.reference.describe();
  }
}
