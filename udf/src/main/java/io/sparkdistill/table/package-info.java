/** This package defines every table once, one class per table: its folder, columns, schema and key. */
package io.sparkdistill.table;
