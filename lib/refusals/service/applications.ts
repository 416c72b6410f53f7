import { invalid } from '../invalid';

type Json = { readonly [key: string]: any };

/** As Serve has it: a module's path, and a variable or function in it. */
const IMPORT_PATH = /^[A-Za-z_]\w*(\.[A-Za-z_]\w*)*[.:][A-Za-z_]\w*$/;
const ROUTE_PREFIX = /^\/($|[^{}]*[^/{}]$)/;

/** Refuses applications that Serve would refuse, which shows in the status of the RayService alone. */
export function requireServeApplications(constructPath: string, applications: readonly Json[]): void {
  if (applications.length === 0) {
    throw invalid(constructPath, {
      what: 'serveConfig: applications',
      got: [],
      because: 'KubeRay waits for an application to run before it serves anything',
      fix: 'name one at least',
    });
  }
  applications.forEach((application, index) => {
    const place = `serveConfig: applications[${index}]`;
    const earlier = applications.slice(0, index);
    requireForm(constructPath, `${place}.name`, application.name, /\S/, 'every application has a name', "write one, such as 'text'");
    requireForm(
      constructPath,
      `${place}.importPath`,
      application.import_path,
      IMPORT_PATH,
      'it is no path of a Python module with a variable in it',
      "write it as in 'app.main:graph'",
    );
    requireForm(
      constructPath,
      `${place}.routePrefix`,
      application.route_prefix,
      ROUTE_PREFIX,
      "Serve's paths begin with '/', do not end with one, and have no '{' or '}'",
      "write it as in '/text'",
    );
    requireUnlike(constructPath, `${place}.name`, application.name, earlier, 'name');
    requireUnlike(constructPath, `${place}.routePrefix`, application.route_prefix, earlier, 'route_prefix');
  });
}

/** Refuses a config without anything in it. */
export function requireServeText(constructPath: string, text: string): void {
  if (text.trim() !== '') return;
  throw invalid(constructPath, {
    what: 'serveConfig',
    got: text,
    because: 'there is nothing to serve',
    fix: 'pass the text of a Serve config file, or RayServeConfig.of(...)',
  });
}

function requireForm(constructPath: string, what: string, got: unknown, form: RegExp, because: string, fix: string): void {
  if (typeof got !== 'string' || !form.test(got)) throw invalid(constructPath, { what, got, because, fix });
}

function requireUnlike(constructPath: string, what: string, got: string, earlier: readonly Json[], field: string): void {
  const index = earlier.findIndex((other) => other[field] === got);
  if (index === -1) return;
  throw invalid(constructPath, {
    what,
    got,
    because: `applications[${index}] has it already, and Serve tells applications apart by name and by path`,
    fix: 'give each its own',
  });
}
