"""The registers themselves: reviewed data, one file each."""
