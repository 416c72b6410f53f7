/** The variable by which Ray turns TLS on. */
export const TLS_SWITCH = 'RAY_USE_TLS';

/** The variables that name Ray's files: certificate, private key, trust bundle. One alone leaves TLS off or breaks it (Ray 2.58). */
export const TLS_FILES = ['RAY_TLS_SERVER_CERT', 'RAY_TLS_SERVER_KEY', 'RAY_TLS_CA_CERT'] as const;

/** All four. */
export const TLS_VARIABLES: readonly string[] = [TLS_SWITCH, ...TLS_FILES];
