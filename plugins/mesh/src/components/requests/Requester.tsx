import { EntityRefLink } from '@backstage/plugin-catalog-react';
import { MESH_PORTAL_REF } from '@meshport/backstage-plugin-mesh-common';
import { useWords } from '../../words/useWords';

/** Who asked: a person, or the portal itself when something was due. */
export function Requester({ entityRef }: { entityRef: string }) {
  const { t } = useWords();
  return entityRef === MESH_PORTAL_REF ? (
    <>{t('requests.history.system')}</>
  ) : (
    <EntityRefLink entityRef={entityRef} defaultKind="user" />
  );
}
