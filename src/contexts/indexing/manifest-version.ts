/** Version of the form of chunk files and manifests. It stands alone: scan threads need it and no schemas. */
export const MANIFEST_VERSION = '1.0.0';
