import { CodeBlock } from './CodeBlock';
import styles from './findings.module.css';

/** A unified diff; the signs tell, colours only help. */
export function DiffBlock({ label, diff }: { label: string; diff: string }) {
  return (
    <CodeBlock label={label}>
      {diff
        .trimEnd()
        .split('\n')
        .map((line, i) => (
          <span key={i} className={lookOf(line)}>
            {`${line}\n`}
          </span>
        ))}
    </CodeBlock>
  );
}

function lookOf(line: string): string | undefined {
  if (/^(\+\+\+|---|@@)/.test(line)) {
    return styles.quiet;
  }
  return (
    (line.startsWith('+') && styles.added) ||
    (line.startsWith('-') && styles.removed) ||
    undefined
  );
}
