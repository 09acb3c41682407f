/** A form as a client has sent it (multipart/form-data, RFC 7578), in its order. */
export interface Form {
  fields: readonly FormField[];
  files: readonly FormFile[];
}

export interface FormField {
  name: string;
  value: string;
}

export interface FormFile {
  /** Of the form's field. */
  field: string;
  /** What the client calls the file; empty where it says nothing. */
  name: string;
  type: string;
  bytes: Buffer;
}
