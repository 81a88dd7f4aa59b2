/** Makes the calls that standard input lists, each on a connection of its own. */
export const CALLER = `
import http.client, json, sys
for line in sys.stdin:
    call = json.loads(line)
    try:
        connection = http.client.HTTPConnection(call['address'], call['port'], timeout=5)
        connection.putrequest(call['method'], call['path'], skip_host=True, skip_accept_encoding=True)
        for name, value in call['headers'].items():
            connection.putheader(name, value)
        connection.endheaders()
        print(connection.getresponse().status, flush=True)
        connection.close()
    except Exception as error:
        print(0, flush=True)
`;
