def index():
    return 'Hello, world\n'
