import { StoredObject } from './ObjectStore';

/** The variable of istiod that says whether it makes entries of machines that connect. */
export const AUTO_REGISTRATION = 'PILOT_ENABLE_WORKLOAD_ENTRY_AUTOREGISTRATION';

/** What Go's `strconv.ParseBool` reads as no. */
const NO = ['0', 'f', 'F', 'false', 'FALSE', 'False'];

/**
 * Whether any of these istiods makes entries of machines that connect, which is
 * Istio's default (pilot/pkg/features).
 *
 * @param istiods - pods of istiod as they are kept
 */
export function registersMachines(istiods: readonly StoredObject[]): boolean {
  const isOff = ({ spec }: StoredObject) =>
    (spec?.containers ?? []).some((container: any) =>
      (container.env ?? []).some(
        ({ name, value }: any) =>
          name === AUTO_REGISTRATION && NO.includes(value),
      ),
    );
  return istiods.length === 0 || !istiods.every(isOff);
}
