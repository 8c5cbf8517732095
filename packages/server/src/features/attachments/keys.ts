/** Names of objects in the store. They are made of ids of ours alone. */
export const keyOf = (id: string, variant: "original" | "thumbnail" = "original"): string => (variant === "original" ? id : `${id}.thumbnail`);
/** Where a client puts a file itself. It is copied from there once it has been looked at: the client may still write there. */
export const directKeyOf = (id: string): string => `${id}.incoming`;
