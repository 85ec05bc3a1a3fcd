/** One class a table: its folder, columns, schema and key, defined once. */
package io.sparkdistill.table;
