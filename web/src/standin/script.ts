/** The stand-in for generation 10 and later as a script: one global, or an AMD module. */
import { namespace } from "./namespace.ts";
import { publish } from "./start/publish.ts";
import { cameFrom } from "./start/version.ts";

cameFrom((document.currentScript as HTMLScriptElement | null)?.src);
publish(namespace, namespace);
