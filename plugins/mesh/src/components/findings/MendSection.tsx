import { Button, Text } from '@backstage/ui';
import { MeshFindingDetail } from '@meshport/backstage-plugin-mesh-common';
import { RiDownloadLine } from '@remixicon/react';
import { useWords } from '../../words/useWords';
import { CopyButton } from '../parts/CopyButton';
import { AskForMend } from './AskForMend';
import { DiffBlock } from './DiffBlock';
import { downloadText } from './downloadText';
import styles from './findings.module.css';

/** The change that mends a finding: to copy, to save, or to ask for. */
export function MendSection(props: {
  item: MeshFindingDetail;
  /** What the object is called. */
  name: string;
  /** Entity reference of whom a request for it is for. */
  beneficiary?: string;
}) {
  const { item, name, beneficiary } = props;
  const { t } = useWords();
  const { mendDiff, mended, mend } = item;
  if (!mendDiff) {
    return (
      <Text as="p" variant="body-small" color="secondary">
        {t(
          item.resolved ? 'findings.detail.resolved' : 'findings.detail.noMend',
        )}
      </Text>
    );
  }
  const title = t('findings.detail.mend');
  const file = fileNameOf(mended?.object ?? item.object);
  return (
    <section className={styles.part}>
      <h3 className={styles.partTitle}>{title}</h3>
      {mend && (
        <Text as="p" variant="body-small">
          {mend}.
        </Text>
      )}
      <DiffBlock label={`${title}: ${name}`} diff={mendDiff} />
      <div className={styles.actions}>
        <CopyButton text={mendDiff} />
        <Save
          label={t('findings.detail.savePatch')}
          file={`${file}.patch`}
          text={mendDiff}
        />
        {mended && (
          <Save
            label={t('findings.detail.saveYaml')}
            file={`${file}.yaml`}
            text={mended.manifest}
          />
        )}
      </div>
      {mended && !item.keptBy && (
        <AskForMend
          key={mended.manifest}
          cluster={item.cluster}
          manifest={mended.manifest}
          code={item.code}
          beneficiary={beneficiary}
        />
      )}
      {!mended && (
        <Text as="p" variant="body-small" color="secondary">
          {t('findings.detail.notAsked', { kind: item.object.kind })}
        </Text>
      )}
    </section>
  );
}

function Save(props: { label: string; file: string; text: string }) {
  const { label, file, text } = props;
  return (
    <Button
      size="small"
      variant="secondary"
      iconStart={<RiDownloadLine />}
      onPress={() => downloadText(file, text)}
    >
      {label}
    </Button>
  );
}

function fileNameOf({ kind, namespace, name }: MeshFindingDetail['object']) {
  return [kind.toLocaleLowerCase('en-US'), namespace, name]
    .filter(Boolean)
    .join('-');
}
