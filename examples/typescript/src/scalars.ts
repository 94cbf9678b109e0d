/** Any JSON value: free data of an object, which no schema describes. */
export type Json = string | number | boolean | null | Json[] | { [name: string]: Json };

/** A geometry of RFC 7946, in WGS84: longitude first. */
export interface GeoJSON {
  type: string;
  coordinates?: Json;
  geometries?: GeoJSON[];
}
