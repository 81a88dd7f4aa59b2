import { LoggerService } from '@backstage/backend-plugin-api';
import { InputError } from '@backstage/errors';
import {
  CaProvider,
  CaProviderFactory,
  MeshCaProviderExtensionPoint,
} from '@meshport/backstage-plugin-mesh-node';
import { AuthoritySettings } from '../config/authoritySettings';

/** Modules that bring a provider, by its type. */
const MODULES: Record<string, string> = {
  'aws-pca': '@meshport/backstage-plugin-mesh-backend-module-aws-pca',
  'gcp-cas': '@meshport/backstage-plugin-mesh-backend-module-gcp-cas',
};

/** Every type of provider that this backend has. */
export class CaProviders implements MeshCaProviderExtensionPoint {
  readonly #factories = new Map<string, CaProviderFactory>();

  addProvider(factory: CaProviderFactory): void {
    if (this.#factories.has(factory.type)) {
      throw new Error(
        `there are two providers of certificate authorities of type ${factory.type}; install one of them`,
      );
    }
    this.#factories.set(factory.type, factory);
  }

  /** Throws `InputError` that names the field and what to install. */
  create(settings: AuthoritySettings, logger: LoggerService): CaProvider {
    const { provider, at, config } = settings;
    const factory = this.#factories.get(provider);
    if (!factory) {
      const module = MODULES[provider];
      throw new InputError(
        `${at}.provider: there is no provider ${provider}; ${
          module
            ? `add ${module} to the backend`
            : `use one of ${['reference', ...this.#factories.keys()]
                .sort()
                .join(', ')}`
        }`,
      );
    }
    return factory.create(config, { logger });
  }
}
