import { ReactNode } from 'react';
import { Box } from '@backstage/ui';
import styles from './form.module.css';

/**
 * What a form field consists of. A form's page is white, as fields are: they
 * take another shade within this.
 */
export function FormPart({ children }: { children: ReactNode }) {
  return (
    <Box bg="neutral" className={`${styles.fields} ${styles.form}`}>
      {children}
    </Box>
  );
}
