import { Config } from '@backstage/config';
import { AllowedHosts } from './AllowedHosts';
import { AuthStrategies } from './AuthStrategies';
import { readAllowedHosts, readRefreshSeconds } from './config';
import {
  ConfiguredClusters,
  readConfiguredClusters,
} from './configuredClusters';

/** What configuration says of clusters, as it was last when it was usable. */
export class ClusterSettings {
  readonly #config: Config;
  readonly #options: { othersFollow: boolean; strategies: AuthStrategies };
  #configured: ConfiguredClusters;
  #allowedHosts: AllowedHosts;
  #refreshMs: number;

  /**
   * @param options - `othersFollow`: suppliers may still name a primary;
   * `strategies`: those that modules have added
   * @throws an error naming the field that is not usable
   */
  constructor(
    config: Config,
    options: { othersFollow: boolean; strategies: AuthStrategies },
  ) {
    this.#config = config;
    this.#options = options;
    this.#configured = readConfiguredClusters(config, options);
    this.#allowedHosts = readAllowedHosts(config);
    this.#refreshMs = readRefreshSeconds(config) * 1000;
  }

  get configured(): ConfiguredClusters {
    return this.#configured;
  }

  /** The API servers that entities of the catalog may lead to. */
  get allowedHosts(): AllowedHosts {
    return this.#allowedHosts;
  }

  /** How often suppliers and the catalog are asked, in milliseconds. */
  get refreshMs(): number {
    return this.#refreshMs;
  }

  /**
   * Takes over what configuration says now, all of it or nothing.
   *
   * @throws an error naming the field that is not usable
   */
  reload(): void {
    const configured = readConfiguredClusters(this.#config, this.#options);
    const allowedHosts = readAllowedHosts(this.#config);
    const refreshMs = readRefreshSeconds(this.#config) * 1000;
    this.#configured = configured;
    this.#allowedHosts = allowedHosts;
    this.#refreshMs = refreshMs;
  }
}
