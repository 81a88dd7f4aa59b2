export interface Config {
  mesh?: {
    certificateAuthorities?: Array<{
      /** For `provider: aws-pca`: an authority of AWS Private CA. */
      aws?: {
        /** The authority's ARN: `arn:aws:acm-pca:REGION:ACCOUNT:certificate-authority/ID`. */
        arn: string;
        /** Another region than that of the ARN. */
        region?: string;
        /** A profile of the AWS configuration files; default: the chain of AWS (environment, IRSA, Pod Identity, the machine's role). */
        profile?: string;
        /** Another address of the service, such as that of a VPC endpoint. */
        endpoint?: string;
        /** Bucket for audit reports, by which a certificate is found whose answer was lost. */
        auditReportBucket?: string;
        /** Where the authority's own revocation list is read, if it is not at the usual place in its bucket. */
        revocationListUrl?: string;
      };
    }>;
  };
}
