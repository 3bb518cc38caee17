using ResetService.Tests.Resets;
using ResetService.Tests.Support;

namespace ResetService.Tests.Clients;

/// <summary>A TypeScript client as a partner generates it from openapi.yaml: it compiles under <c>strict</c>, and it works.</summary>
internal sealed class TypeScriptClientTests() : ResetTest(Parts.Real, new Dictionary<string, string?> { ["HumanCheck:Mode"] = "altcha" })
{
    [Test]
    public async Task A_generated_client_walks_through_a_reset()
    {
        await RunAsync("npm", "run", "--silent", "build");
        var account = await Api.SignUpAsync();
        using var directory = new TemporaryDirectory();
        var keyboard = Path.Combine(directory.Path, "keyboard");
        await GuardedProcess.RunAsync("mkfifo", keyboard);
        await using var typist = new StreamWriter(new FileStream(keyboard, FileMode.Open, FileAccess.ReadWrite)) { AutoFlush = true }; // both ways, so that neither end waits for the other

        await using var walk = NodeClient.Start("typescript", ["node", "built/walk.js", $"{Client.Http.BaseAddress}", account.Email, ResetApi.GoodPassword], keyboard);
        var mail = await Api.SendGrid.NextMailAsync(account.Email);
        await typist.WriteLineAsync($"42\n{WrongCode(mail.Code)}\n{mail.Code}");

        Assert.That(await walk.Ended.WaitAsync(TimeSpan.FromSeconds(60)), Is.Zero, () => string.Join('\n', walk.Output));
        Assert.That(walk.Output, Is.EqualTo(new[]
        {
            "storefront Example Shop, passwords from 8 characters",
            $"ticket for a***@example.com,support@shop.example.com, mail {mail.Reference}",
            "state codeRequested, 5 tries left",
            "code refused code",
            "code wrong, 4 tries left",
            "weak password refused: too-guessable",
            "sign in at https://shop.example.com/sign-in",
        }));
        Assert.That(await Api.SignsInAsync(account.Id, ResetApi.GoodPassword), Is.True);
    }

    private static async Task RunAsync(params string[] command)
    {
        await using var run = NodeClient.Start("typescript", command);
        Assert.That(await run.Ended.WaitAsync(TimeSpan.FromSeconds(120)), Is.Zero, () => string.Join('\n', run.Output));
    }
}
