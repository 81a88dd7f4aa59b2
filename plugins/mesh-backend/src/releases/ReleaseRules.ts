import { DEFAULT_SUPPORT_TABLE, SupportTable } from '@meshport/istio';
import { FlavourRule } from './flavours/FlavourRule';

/** What configuration says of releases. */
export interface ReleaseRules {
  table: SupportTable;
  /** Whether `mesh.releases` says something. */
  isConfigured: boolean;
  flavours: readonly FlavourRule[];
}

/** Where nothing is configured. */
export const DEFAULT_RELEASE_RULES: ReleaseRules = {
  table: DEFAULT_SUPPORT_TABLE,
  isConfigured: false,
  flavours: [],
};
