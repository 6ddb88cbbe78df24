from oppiva.cli import main

main()
