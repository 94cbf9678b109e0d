-- A database and an owner for each register; PostGIS where geometry is kept. Runs once, as postgres.
CREATE USER openzaak PASSWORD 'openzaak';
CREATE DATABASE openzaak OWNER openzaak;
CREATE USER openklant PASSWORD 'openklant';
CREATE DATABASE openklant OWNER openklant;
CREATE USER objecten PASSWORD 'objecten';
CREATE DATABASE objecten OWNER objecten;
\connect openzaak
CREATE EXTENSION postgis;
CREATE EXTENSION pg_trgm;
\connect openklant
CREATE EXTENSION pg_trgm;
\connect objecten
CREATE EXTENSION postgis;
CREATE EXTENSION pg_trgm;
