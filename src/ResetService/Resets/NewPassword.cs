using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;
using ResetService.Accounts;
using ResetService.Hosting;
using ResetService.Limits;
using ResetService.Passwords;
using ResetService.Storefronts;
using ResetService.Tickets;
using ResetService.Webhooks;

namespace ResetService.Resets;

/// <summary>Policy, hash and transaction of step 4. The database decides; Redis only follows.</summary>
internal sealed partial class NewPassword(
    TicketStore tickets, PasswordPolicy policy, PasswordHasher hasher, AccountStore accounts, WebhookOutbox webhooks, WakeUp wakeUp, Limiter limiter,
    IOptions<CodeOptions> codes, IOptionsMonitor<StorefrontOptions> storefronts, TimeProvider clock, ILogger<NewPassword> logger)
{
    // One second is dozens of hashes: whoever comes back then gets a turn.
    private static readonly TimeSpan GateIsFull = TimeSpan.FromSeconds(1);

    // A repeat costs a hash and tells whether a password is the account's. So a spent pass is counted too, and by what the database knows it by.
    private readonly Limit repeats = new(TicketStore.PasswordSets, _ => new Rate { Limit = codes.Value.PasswordSets, Window = codes.Value.PassLifetime });

    /// <summary>Where a part is down, the pass gets its use back: pressing again until it is up costs the customer nothing.</summary>
    public async Task<Results<Ok<PasswordSet>, Refusal>> SetAsync(
        TicketId id, Secret pass, UsedPass used, string password, HttpContext http, CancellationToken cancellation)
    {
        try
        {
            var answer = await TrySetAsync(id, pass, used, password, http, cancellation);
            if (IsUnavailable(answer)) await GiveBackAsync(id);
            return answer;
        }
        catch (Exception outage) when (Faults.IsOutage(outage))
        {
            await GiveBackAsync(id);
            throw;
        }
    }

    /// <summary>The same call again, after an answer that got lost: the first answer, for the password that was set and no other.</summary>
    public async Task<Results<Ok<PasswordSet>, Refusal>> ChargeAndRepeatAsync(
        TicketId id, Secret pass, string password, HttpContext http, CancellationToken cancellation)
    {
        var hash = Hash(id, pass);
        if (await accounts.FindCompletedAsync(hash, cancellation) is not { } reset) return TicketRefusal.NotFound;
        if ((await limiter.ChargeAsync(repeats, hash)).Refusal is { } refusal) return refusal;

        var answer = await RepeatAsync(reset, password, http, cancellation);
        if (IsUnavailable(answer)) await limiter.GiveBackAsync(repeats, hash);
        return answer;
    }

    private async Task<Results<Ok<PasswordSet>, Refusal>> TrySetAsync(
        TicketId id, Secret pass, UsedPass used, string password, HttpContext http, CancellationToken cancellation)
    {
        if (await RefuseAsync(password, used, http, cancellation) is { } refusal) return refusal;
        switch (await IsReusedAsync(password, used.Account, cancellation))
        {
            case null:
                return Busy();
            case true:
                // By this very call, perhaps, whose answer got lost.
                var first = await RepeatAsync(id, pass, password, http, cancellation);
                return first.Result is Ok<PasswordSet> || IsUnavailable(first) ? first : Rejected([PasswordReasons.Reused], used, http);
        }

        if (await hasher.HashAsync(password, cancellation) is not { } hash) return Busy();

        var record = new PasswordReset
        {
            TicketHash = Hash(id, pass),
            AccountId = used.Account.Id,
            CompletedAt = Now(),
            AnswersUntil = used.ExpiresAt,
            Storefront = used.Storefront,
            Partner = used.Partner is { Length: > 0 } partner ? partner : null,
            Network = $"{ClientNetwork.Of(http)}",
        };
        var locale = storefronts.CurrentValue.Named(used.OwnStorefront).LanguageOf(used.Account.Locale, used.Locale).Tag;
        IEnumerable<OutboxMessage> Outbox() =>
        [
            PasswordChanged.Message(record, used.Account.Address, used.OwnStorefront, locale, Device.Of(http)),
            ResetCompleted.Message(record, id, used.Now),
            .. webhooks.MessagesOf(new(WebhookEvents.Completed, record.CompletedAt, used.Partner, id.Value, record.Storefront, AccountId: record.AccountId)),
        ];

        switch (await accounts.ChangePasswordAsync(new(record, used.Account.Address, used.Account.Stamp, hash, Math.Max(policy.History - 1, 0), Outbox), cancellation))
        {
            case ChangeOutcome.AlreadyHappened:
                return await RepeatAsync(id, pass, password, http, cancellation);
            case ChangeOutcome.Superseded:
                LogSuperseded(id);
                return TicketRefusal.NotFound;
        }

        LogChanged(id);
        await FinishAsync(id, used.Now);
        return Answer(record.CompletedAt, record.Storefront);
    }

    private async Task<Results<Ok<PasswordSet>, Refusal>> RepeatAsync(TicketId id, Secret pass, string password, HttpContext http, CancellationToken cancellation) =>
        await accounts.FindCompletedAsync(Hash(id, pass), cancellation) is { } reset ? await RepeatAsync(reset, password, http, cancellation) : TicketRefusal.NotFound;

    private async Task<Results<Ok<PasswordSet>, Refusal>> RepeatAsync(CompletedReset reset, string password, HttpContext http, CancellationToken cancellation)
    {
        // No such password was set, and no hash is made of one that long.
        if (password.EnumerateRunes().Count() > policy.Rules().MaxLength) return TicketRefusal.NotFound;

        switch (await hasher.VerifyAsync(password, reset.PasswordHash, cancellation))
        {
            case null:
                return Busy();
            case false:
                return TicketRefusal.NotFound;
        }

        http.AuditNotes().IsRepeat = true;
        return Answer(reset.CompletedAt, reset.Storefront);
    }

    private async Task<Refusal?> RefuseAsync(string password, UsedPass used, HttpContext http, CancellationToken cancellation)
    {
        try
        {
            var shop = storefronts.CurrentValue.Named(used.OwnStorefront);
            var verdict = await policy.CheckFullyAsync(password, used.Account.Address, shop.Name, shop.PasswordPreset, cancellation);
            return verdict.Acceptable ? null : Rejected(verdict.Reasons, used, http);
        }
        catch (PasswordRangeUnavailableException)
        {
            return Problems.ServiceUnavailable;
        }
    }

    /// <returns>Whether the account has or had this password, as far back as the settings look; null when too many wait already.</returns>
    private async Task<bool?> IsReusedAsync(string password, BoundAccount account, CancellationToken cancellation)
    {
        foreach (var hash in await accounts.RecentHashesAsync(account.Id, policy.History, cancellation))
        {
            if (await hasher.VerifyAsync(password, hash, cancellation) is not false and var found) return found;
        }

        return false;
    }

    // The password is set whatever Redis does: the outbox does this again.
    [SuppressMessage("Design", "CA1031", Justification = "After the commit nothing may turn the answer into a failure.")]
    private async Task FinishAsync(TicketId id, DateTimeOffset completed)
    {
        try
        {
            await tickets.CompleteAsync(id, completed);
        }
        catch (Exception fault)
        {
            LogUnfinished(id, fault);
        }

        wakeUp.Send(OutboxWorker.Work);
        wakeUp.Send(WebhookWorker.Work);
    }

    private async Task GiveBackAsync(TicketId id)
    {
        try
        {
            await tickets.GiveBackSetAsync(id);
        }
        catch (Exception outage) when (Faults.IsOutage(outage))
        {
            LogNotGivenBack(id, outage);
        }
    }

    private static bool IsUnavailable(Results<Ok<PasswordSet>, Refusal> answer) => answer.Result is Refusal { Problem.Status: StatusCodes.Status503ServiceUnavailable };

    private Ok<PasswordSet> Answer(DateTimeOffset changedAt, string storefront) =>
        TypedResults.Ok(new PasswordSet(changedAt, storefronts.CurrentValue.Named(storefront).SignInUrl!));

    private Refusal Rejected(IReadOnlyList<PasswordRemark> reasons, UsedPass used, HttpContext http)
    {
        var language = storefronts.CurrentValue.Named(used.Storefront).LanguageOf(http, used.Locale);
        return new(Problems.PasswordRejected) { Extras = { ["reasons"] = reasons.Select(reason => reason.ToReason(language)) } };
    }

    private static Refusal Busy() => new(Problems.ServiceUnavailable) { RetryAfter = GateIsFull };

    private static string Hash(TicketId id, Secret pass) => Secret.Sha256($"{id.Value}.{pass.Digest}");

    // To the millisecond, as the answer says it: the same from memory and from the database.
    private DateTimeOffset Now() => DateTimeOffset.FromUnixTimeMilliseconds(clock.GetUtcNow().ToUnixTimeMilliseconds());

    [LoggerMessage(LogLevel.Information, "The password was changed by ticket {Ticket}")]
    private partial void LogChanged(TicketId ticket);

    [LoggerMessage(LogLevel.Information, "Ticket {Ticket} came too late: its account has changed since the mail")]
    private partial void LogSuperseded(TicketId ticket);

    [LoggerMessage(LogLevel.Warning, "The password could not be set by ticket {Ticket} now, nor its use be given back; it has one less")]
    private partial void LogNotGivenBack(TicketId ticket, Exception outage);

    [LoggerMessage(LogLevel.Warning, "The password was changed by ticket {Ticket}, but Redis did not answer; the outbox closes the ticket later")]
    private partial void LogUnfinished(TicketId ticket, Exception fault);
}
