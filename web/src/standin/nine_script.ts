/** The stand-in for generation 9 as a script: one global, or an AMD module, which is the barcode part alone. */
import { DBR, namespace } from "./nine_namespace.ts";
import { publish } from "./start/publish.ts";
import { cameFrom } from "./start/version.ts";

cameFrom((document.currentScript as HTMLScriptElement | null)?.src, true);
publish(namespace, DBR);
