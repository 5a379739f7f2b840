"""The seam: the only modules that know Microsoft's SDK. Plain JSON goes in and comes out."""
