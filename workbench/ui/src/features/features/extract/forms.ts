import type { KeptSettings, Profile } from "../../../api/radiomics";
import { type IbsiParameters, ibsiText, readIbsi } from "./ibsi";
import { type Parameters, readParameters, textOf } from "./parameters";

/** The form of a parameter file: each profile has its own. */
export type Form = { profile: "pyradiomics"; value: Parameters } | { profile: "ibsi"; value: IbsiParameters };

/** The form of a checked file of a profile. */
export function readForm(kept: KeptSettings, profile: Profile): Form {
  return profile.key === "ibsi"
    ? { profile: "ibsi", value: readIbsi(kept, profile) }
    : { profile: "pyradiomics", value: readParameters(kept, profile) };
}

/** The file that a form means. */
export const formText = (form: Form): string => (form.profile === "ibsi" ? ibsiText(form.value) : textOf(form.value));
