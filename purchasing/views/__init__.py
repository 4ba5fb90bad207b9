"""The seller's desk: purchase orders listed, written, read and moved along."""
