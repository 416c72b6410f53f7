/**
 * The scripts by file name, for apps that a bundler has put into one file, where nothing lies beside the code any more. Empty in the sources:
 * `tools/copy-pod-scripts.mjs` fills the compiled file.
 */
export const POD_SCRIPT_TEXTS: { readonly [fileName: string]: string } = {};
