import {
  createContext,
  ReactNode,
  useCallback,
  useContext,
  useState,
} from 'react';
import { Dialog, DialogBody, DialogHeader, Text } from '@backstage/ui';
import { useApi } from '@backstage/frontend-plugin-api';
import { EntityRefLink } from '@backstage/plugin-catalog-react';
import {
  MeshObject,
  ObjectReference,
} from '@meshport/backstage-plugin-mesh-common';
import { messageOf } from '../../answers/failures';
import { useMeshAnswer } from '../../answers/useMeshAnswer';
import { useNudges } from '../../answers/useNudges';
import { meshPoliciesApiRef } from '../../api';
import { useWords } from '../../words/useWords';
import { ManifestSection } from '../findings/ManifestSection';
import { TryAgain } from '../frame/ErrorState';
import { StateBlock } from '../frame/StateBlock';
import { ObjectName } from '../parts/ObjectName';
import findings from '../findings/findings.module.css';

const ShowObject = createContext<
  ((object: ObjectReference) => void) | undefined
>(undefined);

/** Gives the names of objects below it a drawer with their YAML. */
export function ObjectDrawerProvider({ children }: { children: ReactNode }) {
  const { t } = useWords();
  const [shown, setShown] = useState<ObjectReference>();
  return (
    <ShowObject.Provider value={setShown}>
      {children}
      <Dialog
        className={findings.drawer}
        isOpen={shown !== undefined}
        onOpenChange={isOpen => {
          if (!isOpen) {
            setShown(undefined);
          }
        }}
      >
        <DialogHeader>{t('policies.drawer.title')}</DialogHeader>
        <DialogBody>
          <div className={findings.drawerBody} data-mesh-object-drawer>
            {shown && <ObjectDetail object={shown} />}
          </div>
        </DialogBody>
      </Dialog>
    </ShowObject.Provider>
  );
}

/** The name of an object that decides; it opens the drawer. */
export function ObjectLink(props: {
  object: ObjectReference;
  /** Place that goes without saying. */
  home: { cluster: string; namespace: string };
}) {
  return <ObjectName {...props} onShow={useContext(ShowObject)} />;
}

function ObjectDetail({ object }: { object: ObjectReference }) {
  const { t } = useWords();
  const api = useApi(meshPoliciesApiRef);
  const { cluster, kind, namespace = '', name = '', field } = object;
  const load = useCallback(
    (signal: AbortSignal) =>
      api.getObject({ cluster, kind, namespace, name, field }, { signal }),
    [api, cluster, kind, namespace, name, field],
  );
  const { answer, error, retry, retrying } = useMeshAnswer(load, useNudges());
  if (!answer && !error) {
    return (
      <Text as="p" variant="body-small" role="status">
        {t('policies.drawer.reading')}
      </Text>
    );
  }
  return (
    <>
      {error && (
        <StateBlock status="warning" title={messageOf(error)}>
          <TryAgain onPress={retry} isPending={retrying} />
        </StateBlock>
      )}
      {answer && (
        <>
          <About object={object} item={answer.items[0]} />
          <ManifestSection
            item={answer.items[0] ?? {}}
            name={`${kind} ${name}`}
          />
        </>
      )}
    </>
  );
}

function About(props: { object: ObjectReference; item?: MeshObject }) {
  const { object, item } = props;
  const { t } = useWords();
  const { kind, name, namespace = '', cluster } = object;
  const owner = item?.owner;
  return (
    <div className={findings.about}>
      <Text as="p" variant="body-medium" weight="bold">
        {kind} <span className={findings.mono}>{name}</span>
      </Text>
      <Text as="p" variant="body-small" color="secondary">
        {t('policies.drawer.place', { namespace, cluster })}
      </Text>
      {item?.keptBy && (
        <Text as="p" variant="body-small">
          {t('findings.detail.keptBy', item.keptBy)}
        </Text>
      )}
      {owner && (
        <Text as="p" variant="body-small">
          {t('policies.drawer.owner', {
            owner: /^[^:]+:[^/]+\/.+$/.test(owner) ? (
              <EntityRefLink entityRef={owner} />
            ) : (
              owner
            ),
          })}
        </Text>
      )}
    </div>
  );
}
